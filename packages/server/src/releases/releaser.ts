import type { Ledger } from '@procurement-ledger/core'
import { type Leader, type LedFollower, workWhereLeading } from '@procurement-ledger/core/follower'
import type { YearlyRate } from '@procurement-ledger/core/rules'
import { type Queryable, releaseProposals } from '@procurement-ledger/projections'
import type { Payout } from './payout.ts'
import { Reconciliation } from './reconciliation.ts'
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

/**
 * Pays back, by itself, every bid bond in money whose time has come, after it has held what was paid before against the log.
 * Bonds whose release is refused do not stop the others.
 */
export function startReleaser(options: ReleaserOptions): Releaser {
  const { leader, pauseMs } = options
  const reconciliation = new Reconciliation(options)
  return workWhereLeading({
    leader,
    async work(signal) {
      const problems = [...(await reconciliation.reconcile(signal)), ...(await releaseAll(options, signal))]
      const [message] = problems
      // What a person has to look at is told, and takes no service out of service.
      return message === undefined ? {} : { problem: { code: 'RELEASE_REFUSED', message } }
    },
    failed: 'RELEASE_FAILED',
    ...(pauseMs !== undefined && { pauseMs }),
  })
}

/** Page after page; what was refused is told when all others had their turn. */
export async function releaseAll(options: ReleaserOptions, signal: AbortSignal): Promise<readonly string[]> {
  const { models, rates, now, leader } = options
  const refused: string[] = []
  /** From which revision to which the releases of this turn took each project: they change nothing for its other bonds. */
  const taken = new Map<string, { readonly from: number; readonly to: number }>()
  for (let after: string | undefined, isMore = true; isMore && !signal.aborted && leader.isLeading(); ) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) }
    const { items, next } = await releaseProposals(models, query, { nowMs: now(), rates })
    for (const proposal of items) {
      if (signal.aborted) break
      const { projectId } = proposal
      const known = taken.get(projectId) ?? { from: proposal.revision, to: proposal.revision }
      const isOwn = known.from <= proposal.revision && proposal.revision <= known.to
      const { from, to } = isOwn ? known : { from: proposal.revision, to: proposal.revision }
      try {
        const released = await release(options, { ...proposal, revision: to })
        if (released === 'released') taken.set(projectId, { from, to: to + 1 })
      } catch (error) {
        if (!(error instanceof ReleaseRefused)) throw error
        refused.push(error.message)
      }
    }
    after = next
    isMore = next !== undefined
  }
  return refused
}
