import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import { contractUnknown } from '../checks.ts'
import { Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer pays under a contract (支付). The payee may be another than the supplier.
 * Source: 政府采购法实施条例 art. 51. Refuses: CONTRACT_UNKNOWN, PAYMENT_EXISTS.
 */
export const paymentMade = step('PaymentMade', {
  data: z.strictObject({ contractId: Id, paymentId: Id, payee: Party, amount: Money }),

  decide(project, { contractId, paymentId }) {
    if (project.payments.has(paymentId)) return refuse('PAYMENT_EXISTS', `${paymentId} was made before; take a new id`)
    return contractUnknown(project, contractId)
  },

  evolve({ payments }, { paymentId }) {
    payments.add(paymentId)
  },
})
