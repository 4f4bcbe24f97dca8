import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { contractUnknown } from '../checks.ts'
import { Document } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer examines what was delivered (验收), and it passes or fails.
 * Source: 政府采购法 art. 41; 政府采购法实施条例 art. 45. Refuses: CONTRACT_UNKNOWN.
 */
export const acceptanceRecorded = step('AcceptanceRecorded', {
  data: z.strictObject({ contractId: Id, result: z.enum(['passed', 'failed']), report: Document.optional() }),

  decide: (project, { contractId }) => contractUnknown(project, contractId),
})
