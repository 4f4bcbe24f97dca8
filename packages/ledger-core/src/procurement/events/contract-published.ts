import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { contractUnknown } from '../checks.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * Everybody may read the contract (合同公开).
 * Source: 政府采购法实施条例 art. 50. Refuses: CONTRACT_UNKNOWN.
 */
export const contractPublished = step('ContractPublished', {
  data: z.strictObject({ contractId: Id, media: list(Line) }),

  decide: (project, { contractId }) => contractUnknown(project, contractId),
})
