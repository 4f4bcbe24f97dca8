import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The committee rejects a bid (否决投标); it can no longer be ranked.
 * Source: 招标投标法实施条例 art. 51. Refuses: BID_UNKNOWN, BID_NOT_VALID.
 */
export const bidRejected = step('BidRejected', {
  data: z.strictObject({ bidId: Id, reasons: list(Line), ruleRef: Line.optional() }),

  decide({ bids }, { bidId }) {
    const bid = bids.get(bidId)
    if (bid === undefined) return refuse('BID_UNKNOWN', `${bidId} was never submitted`)
    if (bid.status !== 'valid' && bid.status !== 'ranked')
      return refuse('BID_NOT_VALID', `${bidId} is ${bid.status}; only a valid bid can be rejected`)
  },

  evolve({ bids }, { bidId }) {
    const bid = bids.get(bidId)
    if (bid !== undefined) bid.status = 'rejected'
  },
})
