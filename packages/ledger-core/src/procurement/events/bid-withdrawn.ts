import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { bidGone, submissionOver } from '../checks.ts'
import { step } from '../step.ts'

/**
 * A bidder takes its bid back before the deadline (撤回).
 * Source: 招标投标法 art. 29, 招标投标法实施条例 art. 35.
 * Refuses: DEADLINE_PASSED, SUBMISSION_CLOSED, BID_UNKNOWN, BID_WITHDRAWN.
 */
export const bidWithdrawn = step('BidWithdrawn', {
  data: z.strictObject({ bidId: Id, reason: Line.optional() }),

  decide: (project, { bidId }, { occurredMs }) => submissionOver(project, occurredMs) ?? bidGone(project, bidId),

  evolve({ bids }, { bidId }) {
    const bid = bids.get(bidId)
    if (bid?.status === 'submitted') bid.status = 'withdrawn'
  },
})
