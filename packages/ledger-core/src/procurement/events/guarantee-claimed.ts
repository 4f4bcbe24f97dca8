import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { notHeld, takeFromBond } from '../checks.ts'
import { MovedMoney } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer claims what a guarantor secured (保函索赔).
 * Refuses: BOND_NOT_HELD, CURRENCY_MISMATCH, BOND_EXCEEDED.
 */
export const guaranteeClaimed = step('GuaranteeClaimed', {
  data: z.strictObject({ bondId: Id, amount: MovedMoney, reason: Line }),

  decide: (project, { bondId, amount }) => notHeld(project, bondId, amount),

  evolve(project, { bondId, amount }) {
    takeFromBond(project, bondId, 'claimedMinor', amount)
  },
})
