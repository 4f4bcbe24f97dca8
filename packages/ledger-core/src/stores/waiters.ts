/** Those who wait for the log to grow. They may be woken early; they look for themselves. */
export class Waiters {
  readonly #waiting = new Set<{ readonly position: bigint; readonly wake: () => void }>()

  get size(): number {
    return this.#waiting.size
  }

  /** Resolves at the first wake that concerns `position`, or when `signal` aborts. Leaves no listener behind. */
  async wait(position: bigint, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = { position, wake: resolve }
    this.#waiting.add(waiting)
    // A signal often outlives thousands of waits, so each takes its own listener away again.
    const stop = () => resolve()
    signal.addEventListener('abort', stop)
    await promise
    signal.removeEventListener('abort', stop)
    this.#waiting.delete(waiting)
  }

  /** Wakes those to whom a log that ends at `head` has something new. */
  wake(head: bigint): void {
    for (const { position, wake } of this.#waiting) if (head > position) wake()
  }

  wakeAll(): void {
    for (const { wake } of this.#waiting) wake()
  }
}
