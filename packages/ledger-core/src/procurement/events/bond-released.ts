import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { notHeld, takeFromBond } from '../checks.ts'
import { MovedMoney } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A bid or performance bond goes back, in whole or in part, with its interest (保证金退还); by itself (免申即退,
 * `automatic`) or because somebody applied. The interest is not part of what was lodged.
 * Source: 招标投标法实施条例 art. 31, 35, 57; 政府采购法实施条例 art. 33.
 * Refuses: BOND_NOT_HELD, CURRENCY_MISMATCH, BOND_EXCEEDED.
 */
export const bondReleased = step('BondReleased', {
  data: z
    .strictObject({
      bondId: Id,
      principal: MovedMoney,
      interest: Money,
      trigger: z.enum(['automatic', 'applied']),
    })
    .refine(({ principal, interest }) => principal.currency === interest.currency, {
      path: ['interest', 'currency'],
      error: 'the interest is in another currency than the principal; write the same',
    }),

  decide: (project, { bondId, principal }) => notHeld(project, bondId, principal),

  evolve(project, { bondId, principal }) {
    takeFromBond(project, bondId, 'releasedMinor', principal)
  },
})
