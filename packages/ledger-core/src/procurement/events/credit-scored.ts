import { z } from 'zod'
import { Line, ProjectId } from '../../kernel/ids.ts'
import { Months, Points } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The supervisor scores an enterprise, as a bidder or as an agency (信用记分); `disclosureMonths` is how long the score
 * is shown to the public (披露期). Points are as the local rules count them, and may be negative.
 * Source: 招标投标法实施条例 art. 78.
 */
export const creditScored = step('CreditScored', {
  data: z.strictObject({
    subject: z.enum(['bidder', 'agency']),
    points: Points,
    reason: Line,
    projectId: ProjectId.optional(),
    disclosureMonths: Months.optional(),
  }),
})
