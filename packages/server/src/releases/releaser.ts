import type { Ledger } from '@procurement-ledger/core'
import { Backoff, type FollowerStatus, Progress, pause, supervise } from '@procurement-ledger/core/follower'
import type { YearlyRate } from '@procurement-ledger/core/rules'
import { type Queryable, releaseProposals } from '@procurement-ledger/projections'
import type { Payout } from './payout.ts'
import { ReleaseRefused, release } from './release.ts'

export type ReleaserErrorCode = 'RELEASE_REFUSED' | 'RELEASE_FAILED'

export interface ReleaserOptions {
  readonly ledger: Ledger
  readonly models: Queryable
  readonly payout: Payout
  readonly rates: readonly YearlyRate[]
  readonly now: () => number
  /** True in the one process that folds the read models; another stands by. */
  readonly isLeading: () => boolean
  /** True once the read models hold everything up to the position. */
  readonly caughtUp: (position: bigint, timeoutMs: number) => Promise<boolean>
  readonly pauseMs?: number
}

export interface Releaser {
  status(): FollowerStatus<ReleaserErrorCode>
  /** Ends after the bond that it is at. */
  stop(): Promise<void>
}

/** Bonds of one page, and so the work between two looks at whether it still leads. */
const PAGE = 50
const PAUSE_MS = 1_000
const CATCH_UP_MS = 5_000

/** Pays back, by itself, every bid bond in money whose time has come. Bonds whose release is refused do not stop the others. */
export function startReleaser(options: ReleaserOptions): Releaser {
  const progress = new Progress<ReleaserErrorCode>('standby')
  const stopping = new AbortController()
  const backoff = new Backoff()
  const { signal } = stopping
  const pauseMs = options.pauseMs ?? PAUSE_MS

  async function turn(): Promise<void> {
    if (!options.isLeading()) {
      progress.enter('standby')
      return pause(pauseMs, signal)
    }
    const head = await options.ledger.store.head()
    progress.head = head
    if (await options.caughtUp(head, CATCH_UP_MS)) {
      const refused = await releaseAll(options, signal)
      if (signal.aborted) return
      progress.reach(head)
      // One bond that a person has to look at is told, and takes no service out of service.
      if (refused !== undefined) {
        progress.enter('following', { code: 'RELEASE_REFUSED', message: refused.message })
        return backoff.pause(signal)
      }
      progress.enter('following')
      backoff.reset()
    }
    await pause(pauseMs, signal)
  }

  const stall = (thrown: unknown) => {
    progress.enter('stalled', {
      code: 'RELEASE_FAILED',
      message: thrown instanceof Error ? thrown.message : String(thrown),
    })
  }
  const running = supervise({ turn, stall, backoff }, signal).then(() => progress.enter('stopped'))
  return {
    status: () => progress.status(),
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Page after page; the first refusal is told when all others had their turn. */
async function releaseAll(options: ReleaserOptions, signal: AbortSignal): Promise<ReleaseRefused | undefined> {
  const { models, rates, now } = options
  let refused: ReleaseRefused | undefined
  for (let after: string | undefined, isMore = true; isMore && !signal.aborted && options.isLeading(); ) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) }
    const { items, next } = await releaseProposals(models, query, { nowMs: now(), rates })
    for (const proposal of items) {
      if (signal.aborted) return refused
      try {
        await release(options, proposal)
      } catch (error) {
        if (!(error instanceof ReleaseRefused)) throw error
        refused ??= error
      }
    }
    after = next
    isMore = next !== undefined
  }
  return refused
}
