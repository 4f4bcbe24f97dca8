import type { Ledger } from '@procurement-ledger/core'
import { type Leader, type LedFollower, type Worked, workWhereLeading } from '@procurement-ledger/core/follower'
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
  /** Another than the one that leads pays nothing. */
  readonly leader: Leader
  readonly pauseMs?: number
}

export type Releaser = LedFollower<ReleaserErrorCode>

/** Bonds of one page, and so the work between two looks at whether it still leads. */
const PAGE = 50

/** Pays back, by itself, every bid bond in money whose time has come. Bonds whose release is refused do not stop the others. */
export const startReleaser = (options: ReleaserOptions): Releaser =>
  workWhereLeading({
    leader: options.leader,
    work: (signal) => releaseAll(options, signal),
    failed: 'RELEASE_FAILED',
    ...(options.pauseMs !== undefined && { pauseMs: options.pauseMs }),
  })

/** Page after page; the first refusal is told when all others had their turn. */
async function releaseAll(options: ReleaserOptions, signal: AbortSignal): Promise<Worked<ReleaserErrorCode>> {
  const { models, rates, now, leader } = options
  let refused: ReleaseRefused | undefined
  for (let after: string | undefined, isMore = true; isMore && !signal.aborted && leader.isLeading(); ) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) }
    const { items, next } = await releaseProposals(models, query, { nowMs: now(), rates })
    for (const proposal of items) {
      if (signal.aborted) break
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
  // One bond that a person has to look at is told, and takes no service out of service.
  return refused === undefined ? {} : { problem: { code: 'RELEASE_REFUSED', message: refused.message } }
}
