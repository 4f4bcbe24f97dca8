import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { Money, Rate } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import { liveAwards, type Project } from '../project.ts'
import { Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The buyer decides the award (定标), priced by an amount or by a rate. A project may have several. The amount may
 * differ from the opened price.
 * Source: 招标投标法 art. 40; 政府采购法实施条例 art. 43.
 * Refuses: AWARD_EXISTS, BID_UNKNOWN, BIDDER_MISMATCH, BID_NOT_VALID, BID_NOT_RANKED.
 */
export const awardDecided = step('AwardDecided', {
  data: z
    .strictObject({
      awardId: Id,
      bidId: Id.optional(),
      supplier: Party,
      amount: Money.optional(),
      rate: Rate.optional(),
      basis: Line,
    })
    .refine(({ amount, rate }) => (amount === undefined) !== (rate === undefined), {
      error: 'state exactly one of amount and rate',
    }),

  decide(project, { awardId, bidId, supplier }) {
    if (project.awards.has(awardId)) return refuse('AWARD_EXISTS', `${awardId} names an earlier award; take a new id`)
    if (bidId === undefined) return

    const bid = project.bids.get(bidId)
    if (bid === undefined) return refuse('BID_UNKNOWN', `${bidId} was never submitted`)
    if (liveAwards(project).some(([, award]) => award.bidId === bidId))
      return refuse('AWARD_EXISTS', `${bidId} has a live award; cancel it first`)
    if (bid.bidderId !== supplier.id)
      return refuse('BIDDER_MISMATCH', `${bidId} belongs to ${bid.bidderId}, not to ${supplier.id}`)
    if (bid.status === 'ranked') return
    if (bid.status !== 'valid') return refuse('BID_NOT_VALID', `${bidId} is ${bid.status}`)
    if (isEvaluated(project)) return refuse('BID_NOT_RANKED', `${bidId} is not in the ranking; award a bid that is`)
  },

  evolve({ awards, cancelledUnseen }, { awardId, bidId, supplier, amount, rate }) {
    // A repeat in an imported history does not bring a cancelled award back, nor does one that comes after its end.
    if (awards.has(awardId)) return
    const status = cancelledUnseen.has(awardId) ? 'void' : 'live'
    awards.set(awardId, { bidId, supplierId: supplier.id, amount, rate, status })
  },
})

/** An auction or a listing may be awarded straight from the offers, lot after lot; then there is no ranking. */
function isEvaluated({ phase, registration, bids }: Project): boolean {
  if (phase === 'opened') return false
  const isOffered = registration?.procedure === 'auction' || registration?.procedure === 'listing'
  return !isOffered || [...bids.values()].some(({ status }) => status === 'ranked')
}
