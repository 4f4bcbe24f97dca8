/** Sleeps, at most so long, until the signal aborts or the promise resolves. Leaves no timer and no listener behind. */
export async function pause(ms: number, until: AbortSignal | Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  if (until instanceof Promise) await Promise.race([promise, until])
  else if (!until.aborted) {
    const stop = () => resolve()
    until.addEventListener('abort', stop)
    await promise
    until.removeEventListener('abort', stop)
  }
  clearTimeout(timer)
}
