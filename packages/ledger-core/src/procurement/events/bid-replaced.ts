import { z } from 'zod'
import { Id, Sha256 } from '../../kernel/ids.ts'
import { bidGone, submissionOver } from '../checks.ts'
import { step } from '../step.ts'

/**
 * A bidder puts another envelope in the place of its bid (替换).
 * Source: 招标投标法 art. 29. Refuses: DEADLINE_PASSED, SUBMISSION_CLOSED, BID_UNKNOWN, BID_WITHDRAWN.
 */
export const bidReplaced = step('BidReplaced', {
  data: z.strictObject({ bidId: Id, commitment: Sha256 }),

  decide: (project, { bidId }, { occurredMs }) => submissionOver(project, occurredMs) ?? bidGone(project, bidId),
})
