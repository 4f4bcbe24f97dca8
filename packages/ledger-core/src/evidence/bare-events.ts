import type { Finding, Place } from './finding.ts'
import type { PlacedEvent } from './stated-event.ts'
import { type CheckedEvent, judgeErasure } from './verify-event.ts'

/** Events whose personal part is gone, until the event of the same stream that erased it comes. */
export interface BareEvents {
  /** An event without the personal part that its leaf commits to; the finding is of one that it takes the place of. */
  add(event: PlacedEvent, place: Place): Finding | undefined
  /** An event that erases another of its stream: the erasure that it tells of, where that one is bare. */
  explain(event: PlacedEvent, checked: Pick<CheckedEvent, 'erases'>): Finding | undefined
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

    explain({ stream, eventId }, { erases }) {
      const place = erases === undefined ? undefined : bare.get(keyOf(stream, erases))
      if (erases === undefined || place === undefined) return undefined
      bare.delete(keyOf(stream, erases))
      return judgeErasure(place, 'gone', eventId)
    },

    end: () => [...bare.values()].flatMap((place) => missing(place) ?? []),
  }
}
