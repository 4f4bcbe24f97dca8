import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { contractEnded, endContract, otherCurrency } from '../checks.ts'
import { step } from '../step.ts'

/**
 * A contract is fulfilled (合同完成). The last one completes the project, unless it is a framework.
 * Refuses: CONTRACT_UNKNOWN, CONTRACT_ENDED, CURRENCY_MISMATCH.
 */
export const contractCompleted = step('ContractCompleted', {
  data: z.strictObject({ contractId: Id, finalAmount: Money.optional() }),

  decide: (project, { contractId, finalAmount }) =>
    contractEnded(project, contractId) ?? otherCurrency(project, contractId, finalAmount),

  evolve(project, { contractId }) {
    endContract(project, contractId, 'completed')
  },
})
