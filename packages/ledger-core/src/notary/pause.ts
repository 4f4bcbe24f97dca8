/** Sleeps, at most so long, until the signal aborts or the promise resolves. Leaves no timer and no listener behind. */
export async function pause(ms: number, signal: AbortSignal, until?: Promise<void>): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = () => resolve()
  const timer = setTimeout(wake, ms)
  signal.addEventListener('abort', wake)
  await (until === undefined ? promise : Promise.race([promise, until]))
  signal.removeEventListener('abort', wake)
  clearTimeout(timer)
}
