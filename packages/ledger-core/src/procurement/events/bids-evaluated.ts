import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import type { Project } from '../project.ts'
import { Document, list, Points, Rank, unique } from '../shapes.ts'
import { step } from '../step.ts'

const Score = z.strictObject({
  bidId: Id,
  price: Points.optional(),
  technical: Points.optional(),
  commercial: Points.optional(),
  credit: Points.optional(),
  total: Points,
  rank: Rank,
})

/**
 * The committee completes the evaluation and reports (评标完成/评标报告): every valid bid that it did not reject gets its
 * points and its rank. Bids of equal merit may share a rank. Dissenting opinions stand in the report.
 * Source: 招标投标法 art. 40; 招标投标法实施条例 art. 53. Refuses: BID_UNKNOWN, BID_NOT_VALID.
 */
export const bidsEvaluated = step('BidsEvaluated', {
  data: z.strictObject({
    scores: list(Score).check(unique(({ bidId }) => bidId, 'bid')),
    dissent: personal(list(Prose)),
    report: Document,
  }),

  decide(project, { scores }) {
    for (const { bidId } of scores) {
      const refusal = notValid(project, bidId)
      if (refusal !== undefined) return refusal
    }
  },

  evolve({ bids }, { scores }) {
    for (const { bidId } of scores) {
      const bid = bids.get(bidId)
      if (bid !== undefined) bid.status = 'ranked'
    }
  },
})

function notValid({ bids }: Project, bidId: string): Refusal | undefined {
  const bid = bids.get(bidId)
  if (bid === undefined) return refuse('BID_UNKNOWN', `${bidId} was never submitted`)
  if (bid.status !== 'valid') return refuse('BID_NOT_VALID', `${bidId} is ${bid.status}; leave it out of the scores`)
}
