import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { contractUnknown } from '../checks.ts'
import { step } from '../step.ts'

/**
 * A copy of the contract lies with the supervisor (合同备案).
 * Source: 政府采购法 art. 47. Refuses: CONTRACT_UNKNOWN.
 */
export const contractFiled = step('ContractFiled', {
  data: z.strictObject({ contractId: Id }),

  decide: (project, { contractId }) => contractUnknown(project, contractId),
})
