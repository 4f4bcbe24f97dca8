/**
 * Many followers wake at one moment and ask for the same page. What is asked for in one turn of the event loop is
 * fetched once, and only after that turn: nobody is given an answer that may be older than the question.
 */
export class SharedCalls<Answer> {
  readonly #waiting = new Map<bigint, Promise<Answer>>()

  async share(key: bigint, fetch: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer | undefined> {
    const shared = this.#waiting.get(key) ?? this.#begin(key, fetch)
    return signal === undefined ? shared : untilAborted(shared, signal)
  }

  #begin(key: bigint, fetch: () => Promise<Answer>): Promise<Answer> {
    const begun = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#waiting.delete(key)
      return fetch()
    })
    this.#waiting.set(key, begun)
    return begun
  }
}

/** The value, or undefined at once when `signal` aborts; leaves no listener behind. */
async function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>()
  const stop = () => resolve(undefined)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([value, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
