import type { CaseFile } from '../case-file.ts'
import type { Point } from '../rule.ts'
import { bidDeadline } from './moments.ts'

/** What decides who may have a bond back, and from when: facts of one tender, in the order of their record. */
export interface Outcome {
  /** Awards that stand, their contracts and notices; what was cancelled or set aside is left out. */
  readonly awards: readonly { readonly awardId: string; readonly supplier: string }[]
  readonly contracts: readonly (Point & { readonly awardId: string })[]
  readonly notices: readonly Point[]
  readonly bids: readonly { readonly bidId: string; readonly bidder: string }[]
  readonly withdrawals: readonly (Point & { readonly bidId: string })[]
  /** The bid deadline as it was stated last; undefined where none is known, and every withdrawal is in time. */
  readonly deadlineMs: number | undefined
}

/** Who won, who withdrew, and when each may have a bond back. Worked out once a tender, since it has many bonds. */
export interface Bidders {
  /** The first contract of an award that stands; by supplier, and of all. */
  readonly contractOf: ReadonlyMap<string, Point>
  readonly firstContract: Point | undefined
  /** The first notice of an award that stands. */
  readonly firstNotice: Point | undefined
  readonly winners: ReadonlySet<string>
  /** The last withdrawal of those who withdrew every bid in time. */
  readonly withdrawals: ReadonlyMap<string, Point>
}

export function biddersIn(outcome: Outcome): Bidders {
  const supplierOf = new Map(outcome.awards.map(({ awardId, supplier }) => [awardId, supplier]))
  const contracts = byTime(outcome.contracts)
  const contractOf = new Map<string, Point>()
  for (const contract of contracts) {
    const supplier = supplierOf.get(contract.awardId)
    if (supplier !== undefined && !contractOf.has(supplier)) contractOf.set(supplier, contract)
  }
  return {
    contractOf,
    firstContract: contracts[0],
    firstNotice: byTime(outcome.notices)[0],
    winners: new Set(supplierOf.values()),
    withdrawals: withdrawalsIn(outcome),
  }
}

/** Of two at one instant, the one that was recorded first comes first. */
const byTime = <P extends Point>(points: readonly P[]): readonly P[] => points.toSorted((a, b) => a.ms - b.ms)

function withdrawalsIn({ bids, withdrawals, deadlineMs = Number.POSITIVE_INFINITY }: Outcome): Map<string, Point> {
  const withdrawn = new Map<string, Point>()
  // A bid is withdrawn once; of what an imported history repeats, the first counts.
  for (const one of byTime(withdrawals))
    if (one.ms <= deadlineMs && !withdrawn.has(one.bidId)) withdrawn.set(one.bidId, one)
  const last = new Map<string, Point>()
  const stayed = new Set<string>()
  for (const { bidId, bidder } of bids) {
    const point = withdrawn.get(bidId)
    if (point === undefined) stayed.add(bidder)
    else if (point.ms >= (last.get(bidder)?.ms ?? Number.NEGATIVE_INFINITY)) last.set(bidder, point)
  }
  for (const bidder of stayed) last.delete(bidder)
  return last
}

const known = new WeakMap<CaseFile, Bidders>()

export function biddersOf(file: CaseFile): Bidders {
  const found = known.get(file) ?? biddersIn(outcomeOf(file))
  known.set(file, found)
  return found
}

function outcomeOf(file: CaseFile): Outcome {
  const isStanding = (fact: { readonly data: { readonly awardId: string } }): boolean =>
    !file.voidings.has(fact.data.awardId)
  const awards = file.of('AwardDecided').filter(isStanding)
  const contracts = file.of('ContractSigned').filter(isStanding)
  return {
    awards: awards.map(({ data }) => ({ awardId: data.awardId, supplier: data.supplier.id })),
    contracts: contracts.map((fact) => ({ ...pointOf(fact), awardId: fact.data.awardId })),
    notices: file.of('AwardNoticeIssued').filter(isStanding),
    // An imported history may state a bid where it was opened, and nowhere else.
    bids: [
      ...file.of('BidSubmitted').map(({ data }) => data),
      ...file.of('BidsOpened').flatMap(({ data }) => data.bids),
      ...file.of('OffersReceived').flatMap(({ data }) => data.offers),
    ].map(({ bidId, bidder }) => ({ bidId, bidder: bidder.id })),
    withdrawals: file.of('BidWithdrawn').map((fact) => ({ ...pointOf(fact), bidId: fact.data.bidId })),
    deadlineMs: bidDeadline(file)?.ms,
  }
}

const pointOf = ({ eventId, ms, day }: Point): Point => ({ eventId, ms, day })
