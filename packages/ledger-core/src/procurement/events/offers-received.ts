import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { bidGone, bidOfAnother, openBid } from '../checks.ts'
import { isSale, type Project } from '../project.ts'
import { list, Ordinal, Party, unique } from '../shapes.ts'
import { step } from '../step.ts'

const Offer = z.strictObject({ bidId: Id, bidder: Party, price: Money.optional(), round: Ordinal.optional() })
type Offer = z.output<typeof Offer>

/**
 * Suppliers state their prices openly, in one round or in several (报价, 竞价): where the law asks for no sealed bids,
 * and in sales. An offer needs no bid before it.
 * Source: 政府采购法 art. 38 and 40. Refuses: OFFERS_NOT_ALLOWED, BID_WITHDRAWN, BIDDER_MISMATCH.
 */
export const offersReceived = step('OffersReceived', {
  data: z.strictObject({
    offers: list(Offer).check(unique(({ bidId, round }) => `${bidId} in round ${round ?? 'none'}`, 'bid')),
  }),

  decide(project, { offers }) {
    const method = project.registration?.method
    if (method !== 'limited' && method !== 'direct' && !isSale(project))
      return refuse('OFFERS_NOT_ALLOWED', `the method is ${method ?? 'not stated'}; record BidsOpened instead`)
    return firstFlaw(project, offers)
  },

  evolve(project, { offers }) {
    for (const { bidId, bidder } of offers) openBid(project, bidId, bidder.id, 'valid')
  },
})

/** A bid belongs to one bidder, in earlier facts and in every round. */
function firstFlaw(project: Project, offers: readonly Offer[]): Refusal | undefined {
  const bidders = new Map<string, string>()
  for (const { bidId, bidder } of offers) {
    const flaw = project.bids.has(bidId)
      ? (bidGone(project, bidId) ?? bidOfAnother(project, bidId, bidder.id))
      : undefined
    if (flaw !== undefined) return flaw
    const first = bidders.get(bidId) ?? bidder.id
    if (first !== bidder.id) return refuse('BIDDER_MISMATCH', `${bidId} belongs to ${first}, not to ${bidder.id}`)
    bidders.set(bidId, first)
  }
}
