import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { step } from '../step.ts'

/**
 * The report of the evaluation reaches the buyer (评审报告送交).
 * Source: 政府采购法实施条例 art. 43.
 */
export const evaluationReportDelivered = step('EvaluationReportDelivered', {
  data: z.strictObject({ to: Line }),
})
