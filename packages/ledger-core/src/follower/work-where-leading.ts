import { pause } from './pause.ts'
import { type FollowerStatus, type Problem, Progress } from './progress.ts'
import { Backoff, supervise } from './supervise.ts'

const PAUSE_MS = 1_000
const CATCH_UP_MS = 5_000

/** What one turn came to. */
export interface Worked<Code extends string> {
  /** The next turn follows at once: there may be more to do. */
  readonly isMore?: boolean
  /** For a person to look at. The work goes on, and what was not done is tried again, later each time. */
  readonly problem?: Problem<Code>
}

/** The follower whose rows the work is done by, such as that of the read models. */
export interface Leader {
  /** Whether it leads in this process; where another leads, the work stands by. */
  readonly isLeading: () => boolean
  /** The last position of the log. */
  readonly head: () => Promise<bigint>
  /** True once its rows hold everything up to a position. */
  readonly caughtUp: (position: bigint, timeoutMs: number) => Promise<boolean>
}

export interface LedWork<Code extends string> {
  readonly leader: Leader
  /** One turn; the rows hold what the log held when it began. What it throws stalls the work, which is tried again. */
  work(signal: AbortSignal): Promise<Worked<Code>>
  /** The code of what it throws. */
  readonly failed: Code
  /** Between turns: what others recorded, and a new day, is noticed within it. */
  readonly pauseMs?: number
}

export interface LedFollower<Code extends string> {
  status(): FollowerStatus<Code>
  /** Ends after the piece of work that it is at. */
  stop(): Promise<void>
}

/**
 * Work that is done by rows, and only in the process whose follower keeps them: turn after turn while it leads.
 *
 * @example
 * const flagging = workWhereLeading({ leader, work: stateFlags, failed: 'FLAGGING_FAILED' })
 * await flagging.stop()
 */
export function workWhereLeading<Code extends string>({
  leader: { isLeading, head, caughtUp },
  work,
  failed,
  pauseMs = PAUSE_MS,
}: LedWork<Code>): LedFollower<Code> {
  const progress = new Progress<Code>('standby')
  const stopping = new AbortController()
  const { signal } = stopping
  const backoff = new Backoff()

  async function turn(): Promise<void> {
    if (!isLeading()) {
      progress.enter('standby')
      return pause(pauseMs, signal)
    }
    const end = await head()
    progress.head = end
    if (!(await caughtUp(end, CATCH_UP_MS))) return pause(pauseMs, signal)
    const { isMore = false, problem } = await work(signal)
    if (signal.aborted) return
    progress.reach(end)
    progress.enter('following', problem)
    if (problem !== undefined) return backoff.pause(signal)
    backoff.reset()
    return pause(isMore ? 0 : pauseMs, signal)
  }

  const stall = (thrown: unknown) =>
    progress.enter('stalled', { code: failed, message: thrown instanceof Error ? thrown.message : String(thrown) })
  const ended = supervise({ turn, stall, backoff }, signal).then(() => progress.enter('stopped'))
  return {
    status: () => progress.status(),
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
