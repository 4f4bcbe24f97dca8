import type { RuleFunction } from '../rule.ts'
import { askedBondLimit, bidBondLimit, performanceBondLimit, supplementLimit } from './amounts.ts'
import { bidBondBack } from './bond-back.ts'
import { complaintAfterQuery, complaintInTime, queryInTime } from './complaints.ts'
import { committee, rankedCandidates } from './evaluation.ts'
import { suspendedUntilAnswered, withinPublicity } from './objections.ts'
import { enoughBidders, enoughSuppliers, openingAtDeadline } from './opening.ts'
import { tradedOrEnded } from './untraded.ts'

/** What the Chinese packs name and data cannot say. */
export const cnFunctions: { readonly [name: string]: RuleFunction } = {
  askedBondLimit,
  bidBondBack,
  bidBondLimit,
  committee,
  complaintAfterQuery,
  complaintInTime,
  enoughBidders,
  enoughSuppliers,
  openingAtDeadline,
  performanceBondLimit,
  queryInTime,
  rankedCandidates,
  supplementLimit,
  suspendedUntilAnswered,
  tradedOrEnded,
  withinPublicity,
}
