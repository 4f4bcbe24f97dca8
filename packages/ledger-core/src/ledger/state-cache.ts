import type { StreamState } from './stream-state.ts'

/** Bounded by the events its states were folded from, so that a few huge streams weigh as much as many small ones. */
export const MAX_CACHED_EVENTS = 200_000

/** The most recently used stream states. What is missing is loaded again, so forgetting is always safe. */
export class StateCache {
  readonly #states = new Map<string, StreamState>()
  #events = 0

  /** Takes the state out: whoever holds it may change it, and puts it back only if the change stands. */
  take(stream: string): StreamState | undefined {
    const state = this.#states.get(stream)
    if (state === undefined) return
    this.#states.delete(stream)
    this.#events -= state.end.revision + 1
    return state
  }

  put(stream: string, state: StreamState): void {
    this.take(stream)
    this.#states.set(stream, state)
    this.#events += state.end.revision + 1
    while (this.#events > MAX_CACHED_EVENTS) {
      const [oldest] = this.#states.keys()
      if (oldest === undefined) return
      this.take(oldest)
    }
  }
}
