import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { contractEnded, otherCurrency } from '../checks.ts'
import { Period } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A running contract changes (合同变更). The amount is the new total, the period the new one.
 * Source: 政府采购法 art. 49, 50. Refuses: CONTRACT_UNKNOWN, CONTRACT_ENDED, CURRENCY_MISMATCH.
 */
export const contractAmended = step('ContractAmended', {
  data: z.strictObject({ contractId: Id, rationale: Line, amount: Money.optional(), period: Period.optional() }),

  decide: (project, { contractId, amount }) =>
    contractEnded(project, contractId) ?? otherCurrency(project, contractId, amount),

  evolve({ contracts }, { contractId, amount }) {
    const contract = contracts.get(contractId)
    if (contract !== undefined && amount !== undefined) contract.amount = amount
  },
})
