import { pause } from './pause.ts'

const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000

/** How long to wait before something is tried again: twice as long each time, until it is `reset`. */
export class Backoff {
  #ms = FIRST_BACKOFF_MS

  reset(): void {
    this.#ms = FIRST_BACKOFF_MS
  }

  async pause(signal: AbortSignal): Promise<void> {
    await pause(this.#ms, signal)
    this.#ms = Math.min(this.#ms * 2, MAX_BACKOFF_MS)
  }
}

export interface Supervised {
  /** Leads for as long as it can, or stands by for a while; called again when it resolves. */
  turn(): Promise<void>
  /** Says what a turn threw. MUST NOT throw. */
  stall(thrown: unknown): void | Promise<void>
  /** For `turn` to reset, where it got on. */
  readonly backoff: Backoff
}

/**
 * Turn after turn until the signal aborts. After one that failed the next waits, longer each time.
 *
 * @example
 * const stall = (thrown: unknown) => progress.enter('stalled', problemOf(thrown))
 * await supervise({ turn: lead, stall, backoff: new Backoff() }, stopping.signal)
 * progress.enter('stopped')
 */
export async function supervise({ turn, stall, backoff }: Supervised, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await turn()
    } catch (thrown) {
      if (signal.aborted) return
      await stall(thrown)
      await backoff.pause(signal)
    }
  }
}
