/** Anything that was folded from a number of events. */
interface Folded {
  readonly events: number
}

/**
 * The streams that were folded last, bounded by the events they were folded from, so that a few huge streams weigh as
 * much as many small ones. What is missing is folded again, so forgetting is always safe.
 */
export class StreamCache<F extends Folded> {
  readonly #maxEvents: number
  readonly #streams = new Map<string, F>()
  /** Goes on from one that was forgotten to the next: begun anew, it would pass by all that are gone each time. */
  #oldestFirst = this.#streams.keys()
  #events = 0

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents
  }

  has(stream: string): boolean {
    return this.#streams.has(stream)
  }

  /** Takes it out: whoever holds it may change it. */
  take(stream: string): F | undefined {
    const folded = this.#streams.get(stream)
    if (folded === undefined) return
    this.#streams.delete(stream)
    this.#events -= folded.events
    return folded
  }

  put(stream: string, folded: F): void {
    this.#streams.set(stream, folded)
    this.#events += folded.events
    while (this.#events > this.#maxEvents && this.#streams.size > 0) this.#forgetOldest()
  }

  clear(): void {
    this.#streams.clear()
    this.#oldestFirst = this.#streams.keys()
    this.#events = 0
  }

  /** Whatever it has come by is gone, and what is put goes behind it; at its end it begins anew. */
  #forgetOldest(): void {
    const { value: oldest } = this.#oldestFirst.next()
    if (oldest === undefined) this.#oldestFirst = this.#streams.keys()
    else this.take(oldest)
  }
}
