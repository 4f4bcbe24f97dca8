import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Id, Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { bondExists, lodgeBond } from '../checks.ts'
import { BondForm, Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A bidder secures its bid with money or with a guarantee (投标保证金, 电子保函). Bid bonds and performance bonds share
 * one namespace.
 * Source: 招标投标法实施条例 art. 26, 政府采购法实施条例 art. 33. Refuses: BOND_EXISTS.
 */
export const bidBondLodged = step('BidBondLodged', {
  data: z.strictObject({
    bondId: Id,
    bidder: Party,
    form: BondForm,
    amount: Money,
    guarantor: Party.optional(),
    instrumentNo: Line.optional(),
    validUntil: CalendarDate.optional(),
  }),

  decide: (project, { bondId }) => bondExists(project, bondId),

  evolve(project, { bondId, amount }) {
    lodgeBond(project, 'bid', bondId, amount)
  },
})
