import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { complaintUnknown, notLive } from '../checks.ts'
import { liveAwards } from '../project.ts'
import { step } from '../step.ts'

/**
 * An award is taken back (取消中标): the winner gives up, does not sign or lodges no bond, or the award was unlawful.
 * Without a live award the project is back in the evaluation, and another candidate may be awarded.
 * Source: 招标投标法 art. 64; 招标投标法实施条例 art. 55, 74.
 * Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE, COMPLAINT_UNKNOWN.
 */
export const awardCancelled = step('AwardCancelled', {
  data: z.strictObject({
    awardId: Id,
    reason: z.enum(['withdrawn', 'refusedToSign', 'noBond', 'unlawful', 'reEvaluation', 'other']),
    complaintId: Id.optional(),
  }),

  decide: (project, { awardId, complaintId }) => notLive(project, awardId) ?? complaintUnknown(project, complaintId),

  evolve(project, { awardId }) {
    const award = project.awards.get(awardId)
    if (award === undefined) {
      project.cancelledUnseen.add(awardId)
      return
    }
    award.status = 'void'
    if (liveAwards(project).length === 0) project.phase = 'evaluated'
  },
})
