import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { complaintUnknown } from '../checks.ts'
import { liveAwards } from '../project.ts'
import { step } from '../step.ts'

/**
 * The bids are to be evaluated again (重新评标). Every award without a contract is void, and the ranking with it; a bid
 * that the committee had rejected is judged anew.
 * Source: 招标投标法实施条例 art. 81; 政府采购法实施条例 art. 44. Refuses: COMPLAINT_UNKNOWN.
 */
export const reEvaluationOrdered = step('ReEvaluationOrdered', {
  data: z.strictObject({ reason: Line, complaintId: Id.optional() }),

  decide: (project, { complaintId }) => complaintUnknown(project, complaintId),

  evolve(project) {
    const contracted = new Set([...project.contracts.values()].map(({ awardId }) => awardId))
    for (const [awardId, award] of liveAwards(project)) if (!contracted.has(awardId)) award.status = 'void'
    for (const bid of project.bids.values())
      if (bid.status === 'ranked' || bid.status === 'rejected') bid.status = 'valid'
  },
})
