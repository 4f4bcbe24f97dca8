import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Id, Line } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Project } from '../project.ts'
import { list, Rank, unique } from '../shapes.ts'
import { step } from '../step.ts'

// 招标投标法实施条例 art. 53: 中标候选人应当不超过3个，并标明排序.
const MAX_CANDIDATES = 3

/**
 * The buyer publicises the candidates (中标候选人公示), at most three and with their ranks. Objections to the evaluation
 * are raised while this lasts.
 * Source: 招标投标法实施条例 art. 53, 54. Refuses: BID_UNKNOWN, BID_NOT_RANKED.
 */
export const candidatesPublicised = step('CandidatesPublicised', {
  data: z
    .strictObject({
      candidates: z
        .array(z.strictObject({ bidId: Id, rank: Rank }))
        .min(1)
        .max(MAX_CANDIDATES)
        .check(unique(({ bidId }) => bidId, 'bid')),
      publicFrom: CalendarDate,
      publicUntil: CalendarDate,
      media: list(Line).optional(),
    })
    .refine(({ publicFrom, publicUntil }) => publicFrom <= publicUntil, {
      path: ['publicUntil'],
      error: 'the publicity ends before it begins; write publicFrom or a later day',
    }),

  decide(project, { candidates }) {
    for (const { bidId } of candidates) {
      const refusal = notRanked(project, bidId)
      if (refusal !== undefined) return refusal
    }
  },
})

function notRanked({ bids }: Project, bidId: string): Refusal | undefined {
  const bid = bids.get(bidId)
  if (bid === undefined) return refuse('BID_UNKNOWN', `${bidId} was never submitted`)
  if (bid.status !== 'ranked') return refuse('BID_NOT_RANKED', `${bidId} is ${bid.status}; name bids of the ranking`)
}
