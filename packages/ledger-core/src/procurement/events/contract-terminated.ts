import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { contractEnded, endContract } from '../checks.ts'
import { step } from '../step.ts'

/**
 * A contract ends before it is fulfilled (合同终止). The last one completes the project, unless it is a framework.
 * Source: 政府采购法 art. 50. Refuses: CONTRACT_UNKNOWN, CONTRACT_ENDED.
 */
export const contractTerminated = step('ContractTerminated', {
  data: z.strictObject({ contractId: Id, reason: Line }),

  decide: (project, { contractId }) => contractEnded(project, contractId),

  evolve(project, { contractId }) {
    endContract(project, contractId, 'terminated')
  },
})
