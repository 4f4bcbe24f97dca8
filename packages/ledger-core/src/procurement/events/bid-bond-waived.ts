import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * No bid bond is asked of one bidder, or of all (免收投标担保). `amountWaived` is the total of all bidders covered.
 */
export const bidBondWaived = step('BidBondWaived', {
  data: z.strictObject({ basis: Line, amountWaived: Money, bidder: Party.optional() }),
})
