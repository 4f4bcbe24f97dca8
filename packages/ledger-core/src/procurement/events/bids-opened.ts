import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { bidGone, bidOfAnother, deadlineAhead, openBid } from '../checks.ts'
import { personal } from '../personal.ts'
import { Count, list, Party, unique } from '../shapes.ts'
import { step } from '../step.ts'

const opening = { host: personal(Line), room: Line }

const OpenedBid = z.strictObject({
  bidId: Id,
  bidder: Party,
  price: Money.optional(),
  duration: Count.optional(),
  valid: z.boolean(),
  reason: Line.optional(),
})

const bids = <Bid extends z.ZodType<{ readonly bidId: string }>>(bid: Bid) =>
  list(bid).check(unique(({ bidId }) => bidId, 'bid'))

/**
 * The bids are opened and read out, at the deadline or after it (开标). A bid that is not listed stays unopened.
 * Source: 招标投标法 art. 34, 35 and 36. Refuses: DEADLINE_NOT_REACHED, BID_UNKNOWN, BID_WITHDRAWN, BIDDER_MISMATCH.
 */
export const bidsOpened = step('BidsOpened', {
  data: z.strictObject({ ...opening, online: z.boolean(), bids: bids(OpenedBid) }),
  imported: z.strictObject({
    ...opening,
    online: z.boolean().optional(),
    bids: bids(OpenedBid.partial({ valid: true })),
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
    // What a source does not call invalid, was opened as any other.
    for (const { bidId, bidder, valid = true } of bids) openBid(project, bidId, bidder.id, valid ? 'valid' : 'invalid')
  },
})
