import { instantMs, utcMillis } from '../kernel/calendar.ts'
import { fromMinor, type Money, toMinor } from '../kernel/money.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { type Bond, type Contract, heldMinor, isDeadlinePast, liveAwards, type Project } from './project.ts'

/** Questions that several steps ask of the state. Each answers with the refusal, or with nothing. */

/** Bids could no longer come, change or go at that moment. One that did so in time may be recorded after the closing. */
export function submissionOver(project: Project, occurredMs: number): Refusal | undefined {
  const { deadlineMs, closedMs } = project.submission
  if (deadlineMs !== undefined && isDeadlinePast(project, occurredMs))
    return refuse('DEADLINE_PASSED', `the bid deadline was ${utcMillis(deadlineMs)}; it must be extended first`)
  if (closedMs !== undefined && occurredMs > closedMs)
    return refuse('SUBMISSION_CLOSED', `submission was closed ${utcMillis(closedMs)}; extend the deadline first`)
}

/** The bid deadline still lies ahead. It is reached at its own instant. */
export function deadlineAhead({ submission: { deadlineMs } }: Project, occurredMs: number): Refusal | undefined {
  if (deadlineMs !== undefined && occurredMs < deadlineMs)
    return refuse('DEADLINE_NOT_REACHED', `the bid deadline is ${utcMillis(deadlineMs)}; wait for it`)
}

/** The opening is planned before the deadline. The shape refuses that; a source may state it all the same. */
export function opensTooEarly(bidDeadlineAt: string | undefined, openingAt: string | undefined): Refusal | undefined {
  if (bidDeadlineAt === undefined || openingAt === undefined || instantMs(bidDeadlineAt) <= instantMs(openingAt)) return
  return refuse(
    'DEADLINE_NOT_REACHED',
    `the bid deadline is ${bidDeadlineAt}; the opening at ${openingAt} is before it`,
  )
}

/** Moves the bid deadline; submission is open again. The same deadline once more moves nothing. */
export function moveDeadline({ submission }: Project, deadlineMs: number): void {
  if (deadlineMs === submission.deadlineMs) return
  submission.deadlineMs = deadlineMs
  submission.closedMs = undefined
}

/** The bid was never submitted, or was withdrawn. */
export function bidGone({ bids }: Project, bidId: string): Refusal | undefined {
  const bid = bids.get(bidId)
  if (bid === undefined) return refuse('BID_UNKNOWN', `${bidId} was never submitted; name a bid of this project`)
  if (bid.status === 'withdrawn') return refuse('BID_WITHDRAWN', `${bidId} was withdrawn; leave it out`)
}

export function bidOfAnother({ bids }: Project, bidId: string, bidderId: string): Refusal | undefined {
  const owner = bids.get(bidId)?.bidderId
  if (owner !== undefined && owner !== bidderId)
    return refuse('BIDDER_MISMATCH', `${bidId} belongs to ${owner}, not to ${bidderId}`)
}

/** Opens a bid, also one that only its opening tells of. What came after an opening stands, if the opening is late. */
export function openBid({ bids }: Project, bidId: string, bidderId: string, status: 'valid' | 'invalid'): void {
  const bid = bids.get(bidId)
  if (bid === undefined) bids.set(bidId, { bidderId, status })
  else if (bid.status === 'submitted') bid.status = status
}

export function bondExists({ bonds }: Project, bondId: string): Refusal | undefined {
  if (bonds.has(bondId)) return refuse('BOND_EXISTS', `${bondId} names an earlier bond; take another bondId`)
}

export function lodgeBond({ bonds }: Project, kind: Bond['kind'], bondId: string, amount: Money): void {
  if (bonds.has(bondId)) return
  const untouched = { releasedMinor: 0n, forfeitedMinor: 0n, claimedMinor: 0n }
  bonds.set(bondId, { kind, currency: amount.currency, lodgedMinor: toMinor(amount), ...untouched })
}

export function notLive({ awards }: Project, awardId: string): Refusal | undefined {
  const award = awards.get(awardId)
  if (award === undefined) return refuse('AWARD_UNKNOWN', `${awardId} was never decided`)
  if (award.status === 'void') return refuse('AWARD_NOT_LIVE', `${awardId} was cancelled or voided`)
}

export function contractUnknown({ contracts }: Project, contractId: string): Refusal | undefined {
  if (!contracts.has(contractId)) return refuse('CONTRACT_UNKNOWN', `${contractId} was never signed`)
}

export function contractEnded(project: Project, contractId: string): Refusal | undefined {
  const status = project.contracts.get(contractId)?.status
  if (status === 'completed' || status === 'terminated') return refuse('CONTRACT_ENDED', `${contractId} is ${status}`)
  return contractUnknown(project, contractId)
}

/** Ends a contract; the last one ends the project. */
export function endContract(project: Project, contractId: string, status: 'completed' | 'terminated'): void {
  const contract = project.contracts.get(contractId)
  if (contract === undefined) return
  contract.status = status
  if (isFulfilled(project)) project.phase = 'completed'
}

/** Every live award has a contract, every contract has ended, and the procedure is not a framework. */
function isFulfilled(project: Project): boolean {
  if (project.registration?.procedure === 'framework') return false
  const contracts: Contract[] = [...project.contracts.values()]
  const isContracted = (awardId: string) => contracts.some((contract) => contract.awardId === awardId)
  return (
    contracts.every(({ status }) => status !== 'active') &&
    liveAwards(project).every(([awardId]) => isContracted(awardId))
  )
}

/** For what is paid under a contract: nothing is converted. */
export function otherCurrency(
  { contracts }: Project,
  contractId: string,
  amount: Money | undefined,
): Refusal | undefined {
  const currency = contracts.get(contractId)?.amount.currency
  if (amount === undefined || currency === undefined || amount.currency === currency) return
  return refuse('CURRENCY_MISMATCH', `${contractId} is in ${currency}, not in ${amount.currency}; state ${currency}`)
}

export function complaintUnknown({ complaints }: Project, complaintId: string | undefined): Refusal | undefined {
  if (complaintId === undefined || complaints.has(complaintId)) return
  return refuse('COMPLAINT_UNKNOWN', `${complaintId} was never filed`)
}

export function complaintClosed(project: Project, complaintId: string): Refusal | undefined {
  const status = project.complaints.get(complaintId)?.status
  if (status === 'refused' || status === 'decided' || status === 'withdrawn')
    return refuse('COMPLAINT_CLOSED', `${complaintId} is ${status}; a new complaint takes a new id`)
  return complaintUnknown(project, complaintId)
}

/** Moves a complaint that is known. */
export function moveComplaint(
  { complaints }: Project,
  complaintId: string,
  status: 'accepted' | 'refused' | 'decided' | 'withdrawn',
): void {
  const complaint = complaints.get(complaintId)
  if (complaint !== undefined) complaint.status = status
}

/** Whether so much can leave a bond: released, forfeited and claimed together never exceed what was lodged. */
export function notHeld({ bonds }: Project, bondId: string, amount: Money): Refusal | undefined {
  const bond = bonds.get(bondId)
  if (bond === undefined) return refuse('BOND_NOT_HELD', `${bondId} was never lodged`)
  const held = heldMinor(bond)
  if (held <= 0n) return refuse('BOND_NOT_HELD', `nothing of ${bondId} is held any more`)
  if (amount.currency !== bond.currency)
    return refuse('CURRENCY_MISMATCH', `${bondId} is held in ${bond.currency}, not in ${amount.currency}`)
  if (toMinor(amount) > held)
    return refuse(
      'BOND_EXCEEDED',
      `${amount.amount} exceeds the ${fromMinor(held, bond.currency).amount} held of ${bondId}`,
    )
}

/** Adds to one column of a bond. What an imported history states in another currency cannot be added. */
export function takeFromBond(
  { bonds }: Project,
  bondId: string,
  column: 'releasedMinor' | 'forfeitedMinor' | 'claimedMinor',
  amount: Money,
): void {
  const bond = bonds.get(bondId)
  if (bond?.currency === amount.currency) bond[column] += toMinor(amount)
}
