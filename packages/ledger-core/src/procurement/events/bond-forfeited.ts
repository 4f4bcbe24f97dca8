import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { notHeld, takeFromBond } from '../checks.ts'
import { MovedMoney } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer keeps a bond, or a part of it (不予退还).
 * Source: 招标投标法 art. 60; 招标投标法实施条例 art. 35, 74.
 * Refuses: BOND_NOT_HELD, CURRENCY_MISMATCH, BOND_EXCEEDED.
 */
export const bondForfeited = step('BondForfeited', {
  data: z.strictObject({ bondId: Id, amount: MovedMoney, reason: Line }),

  decide: (project, { bondId, amount }) => notHeld(project, bondId, amount),

  evolve(project, { bondId, amount }) {
    takeFromBond(project, bondId, 'forfeitedMinor', amount)
  },
})
