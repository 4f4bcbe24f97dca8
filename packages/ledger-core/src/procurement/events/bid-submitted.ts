import { z } from 'zod'
import { Id, Sha256 } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { submissionOver } from '../checks.ts'
import { isSealed } from '../project.ts'
import { Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A bid arrives (投标文件递交). A sealed one carries the sha256 of its envelope, and nothing of what is inside.
 * Source: 招标投标法 art. 28, 招标投标法实施条例 art. 36.
 * Refuses: DEADLINE_PASSED, SUBMISSION_CLOSED, BID_EXISTS, COMMITMENT_REQUIRED.
 */
export const bidSubmitted = step('BidSubmitted', {
  data: z.strictObject({ bidId: Id, bidder: Party, commitment: Sha256.optional() }),

  decide(project, { bidId, commitment }, { occurredMs }) {
    const over = submissionOver(project, occurredMs)
    if (over !== undefined) return over
    if (project.bids.has(bidId)) return refuse('BID_EXISTS', `${bidId} names an earlier bid; take another bidId`)
    if (commitment === undefined && isSealed(project))
      return refuse('COMMITMENT_REQUIRED', `${bidId} carries no commitment; state the sha256 of its envelope`)
  },

  evolve({ bids }, { bidId, bidder }) {
    if (!bids.has(bidId)) bids.set(bidId, { bidderId: bidder.id, status: 'submitted' })
  },
})
