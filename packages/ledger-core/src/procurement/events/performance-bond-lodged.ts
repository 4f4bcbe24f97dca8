import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { bondExists, contractUnknown, lodgeBond } from '../checks.ts'
import { BondForm, Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The winner secures the contract (履约保证金), before or after signing. Bid and performance bonds share one set of ids.
 * Source: 招标投标法 art. 46; 招标投标法实施条例 art. 58; 政府采购法实施条例 art. 48.
 * Refuses: BOND_EXISTS, CONTRACT_UNKNOWN.
 */
export const performanceBondLodged = step('PerformanceBondLodged', {
  data: z.strictObject({
    bondId: Id,
    contractId: Id.optional(),
    supplier: Party,
    form: BondForm,
    amount: Money,
    guarantor: Party.optional(),
    instrumentNo: Line.optional(),
  }),

  decide(project, { bondId, contractId }) {
    const refusal = bondExists(project, bondId)
    if (refusal !== undefined || contractId === undefined) return refusal
    return contractUnknown(project, contractId)
  },

  evolve(project, { bondId, amount }) {
    lodgeBond(project, 'performance', bondId, amount)
  },
})
