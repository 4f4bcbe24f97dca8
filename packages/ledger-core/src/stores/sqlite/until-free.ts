import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './engine-fault.ts'

/** SQLite waits for a lock without letting the event loop turn: so it waits briefly, and we ask again. */
export const LOCK_WAIT_MS = 10
const RETRY_MS = 5

/** Runs `work`, and again while another process holds the lock, for at most `timeoutMs`. */
export async function untilFree<T>(timeoutMs: number, work: () => T): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadlineMs) throw error
    }
    await sleep(RETRY_MS)
  }
}
