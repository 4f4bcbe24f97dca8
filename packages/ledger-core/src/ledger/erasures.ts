import { erasedBy, isBare } from '../evidence/erasure.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'

/** Streams whose erasures are remembered at a time. */
const MAX_STREAMS = 1_000

/** The erasures of one stream, up to the revision that is read next. */
interface Known {
  readonly byTarget: Map<string, string>
  next: number
}

const NONE: ReadonlyMap<string, string> = new Map()

/**
 * Tells readers which event erased what. An erasure stands later in the stream than its target, so where a personal part
 * is gone the stream is read ahead, once; reading costs nothing where nothing is gone.
 *
 * @example
 * const erasures = new Erasures(store)
 * for await (const page of store.readLog()) {
 *   const by = await erasures.of(page)
 *   for (const stored of page) show(readEvent(stored, by.get(stored.eventId)))
 * }
 */
export class Erasures {
  readonly #store: EventStore
  /** The one that was asked for last stands last. */
  readonly #streams = new Map<string, Known>()

  constructor(store: EventStore) {
    this.#store = store
  }

  /** eventId of each erased event of the page, to that of its erasure. */
  async of(page: readonly StoredEvent[]): Promise<ReadonlyMap<string, string>> {
    const bare = page.filter(isBare)
    if (bare.length === 0) return NONE
    const found = new Map<string, string>()
    for (const { stream, eventId } of bare) {
      const by = await this.#find(stream, eventId)
      // Gone without an event is missing: for verification to say, not for a reader.
      if (by !== undefined) found.set(eventId, by)
    }
    return found
  }

  async #find(stream: string, eventId: string): Promise<string | undefined> {
    const known = this.#remembered(stream)
    if (!known.byTarget.has(eventId)) await this.#readOn(stream, known)
    return known.byTarget.get(eventId)
  }

  #remembered(stream: string): Known {
    const known = this.#streams.get(stream) ?? { byTarget: new Map(), next: 0 }
    this.#streams.delete(stream)
    this.#streams.set(stream, known)
    const [oldest] = this.#streams.keys()
    if (this.#streams.size > MAX_STREAMS && oldest !== undefined) this.#streams.delete(oldest)
    return known
  }

  async #readOn(stream: string, known: Known): Promise<void> {
    for await (const page of this.#store.readStream(stream, { fromRevision: known.next })) {
      for (const event of page) {
        const target = erasedBy(event)
        if (target !== undefined && !known.byTarget.has(target)) known.byTarget.set(target, event.eventId)
        known.next = event.revision + 1
      }
    }
  }
}
