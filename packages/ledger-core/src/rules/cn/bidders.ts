import type { CaseFile, Stamp } from '../case-file.ts'
import type { Point } from '../rule.ts'
import { bidDeadline } from './moments.ts'

/** Who won, who withdrew, and when each may have a bond back. Worked out once a file, since a tender has many bonds. */
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

const known = new WeakMap<CaseFile, Bidders>()

export function biddersOf(file: CaseFile): Bidders {
  const found = known.get(file) ?? findBidders(file)
  known.set(file, found)
  return found
}

function findBidders(file: CaseFile): Bidders {
  const standing = (fact: { readonly data: { readonly awardId: string } }): boolean =>
    !file.voidings.has(fact.data.awardId)
  const supplierOf = new Map(
    file
      .of('AwardDecided')
      .filter(standing)
      .map(({ data }) => [data.awardId, data.supplier.id]),
  )
  const contracts = file.of('ContractSigned').filter(standing)
  const contractOf = new Map<string, Point>()
  for (const contract of contracts) {
    const supplier = supplierOf.get(contract.data.awardId)
    if (supplier !== undefined && !contractOf.has(supplier)) contractOf.set(supplier, contract)
  }
  return {
    contractOf,
    firstContract: contracts[0],
    firstNotice: file.of('AwardNoticeIssued').find(standing),
    winners: new Set(supplierOf.values()),
    withdrawals: withdrawalsOf(file),
  }
}

function withdrawalsOf(file: CaseFile): ReadonlyMap<string, Point> {
  const deadlineMs = bidDeadline(file)?.ms ?? Number.POSITIVE_INFINITY
  const withdrawn = new Map<string, Stamp<unknown>>()
  for (const fact of file.of('BidWithdrawn')) if (fact.ms <= deadlineMs) withdrawn.set(fact.data.bidId, fact)
  const last = new Map<string, Point>()
  const stayed = new Set<string>()
  for (const { data } of file.of('BidSubmitted')) {
    const fact = withdrawn.get(data.bidId)
    if (fact === undefined) stayed.add(data.bidder.id)
    else if (fact.ms >= (last.get(data.bidder.id)?.ms ?? 0)) last.set(data.bidder.id, fact)
  }
  for (const bidder of stayed) last.delete(bidder)
  return last
}
