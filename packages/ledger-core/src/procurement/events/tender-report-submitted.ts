import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { notLive } from '../checks.ts'
import { Document } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer reports in writing to the supervisor how the tender went (招标投标情况书面报告).
 * Source: 招标投标法 art. 47. Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE.
 */
export const tenderReportSubmitted = step('TenderReportSubmitted', {
  data: z.strictObject({ awardId: Id.optional(), report: Document }),

  decide(project, { awardId }) {
    if (awardId !== undefined) return notLive(project, awardId)
  },
})
