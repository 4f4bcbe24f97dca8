import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { bidGone, bidOfAnother, deadlineAhead, openBid } from '../checks.ts'
import { personal } from '../personal.ts'
import { Count, list, Party, unique } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The bids are opened and read out, at the deadline or after it (开标). A bid that is not listed stays unopened.
 * Source: 招标投标法 art. 34, 35 and 36. Refuses: DEADLINE_NOT_REACHED, BID_UNKNOWN, BID_WITHDRAWN, BIDDER_MISMATCH.
 */
export const bidsOpened = step('BidsOpened', {
  data: z.strictObject({
    host: personal(Line),
    room: Line,
    online: z.boolean(),
    bids: list(
      z.strictObject({
        bidId: Id,
        bidder: Party,
        price: Money.optional(),
        duration: Count.optional(),
        valid: z.boolean(),
        reason: Line.optional(),
      }),
    ).check(unique(({ bidId }) => bidId, 'bid')),
  }),

  decide(project, { bids }, { occurredMs }) {
    const ahead = deadlineAhead(project, occurredMs)
    if (ahead !== undefined) return ahead
    for (const { bidId, bidder } of bids) {
      const refusal = bidGone(project, bidId) ?? bidOfAnother(project, bidId, bidder.id)
      if (refusal !== undefined) return refusal
    }
  },

  evolve(project, { bids }) {
    for (const { bidId, bidder, valid } of bids) openBid(project, bidId, bidder.id, valid ? 'valid' : 'invalid')
  },
})
