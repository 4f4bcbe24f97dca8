import { erasedBy } from './erasure.ts'
import type { Finding, Place } from './finding.ts'
import { judgeErasure, type PlacedEvent, type StatedEvent } from './verify-event.ts'

/** Events whose personal part is gone, until the event of the same stream that erased it comes. */
export interface BareEvents {
  /** An event without the personal part that its leaf commits to; the finding is of one that it takes the place of. */
  add(event: PlacedEvent, place: Place): Finding | undefined
  /** An event that stands: the erasure that it tells of, if it does. */
  explain(event: PlacedEvent & Pick<StatedEvent, 'type' | 'data'>): Finding | undefined
  /** What no event explained. */
  end(): readonly Finding[]
}

export function watchBareEvents(): BareEvents {
  const bare = new Map<string, Place>()
  const keyOf = (stream: string, eventId: string) => `${stream} ${eventId}`
  const missing = (place: Place) => judgeErasure(place, 'gone', undefined)
  return {
    add({ stream, eventId }, place) {
      const key = keyOf(stream, eventId)
      const before = bare.get(key)
      bare.set(key, place)
      // A ledger never gives an id twice; if one did, one erasure must not explain two parts.
      return before && missing(before)
    },

    explain({ stream, type, data, eventId }) {
      const target = data === undefined ? undefined : erasedBy({ type, data })
      const place = target === undefined ? undefined : bare.get(keyOf(stream, target))
      if (target === undefined || place === undefined) return undefined
      bare.delete(keyOf(stream, target))
      return judgeErasure(place, 'gone', eventId)
    },

    end: () => [...bare.values()].flatMap((place) => missing(place) ?? []),
  }
}
