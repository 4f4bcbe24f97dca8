import { type Bond, firstLiveNotice, isVoid, type ProjectHistory } from './project-history.ts'
import { first, type Stamp } from './stamp.ts'

/**
 * The event from which the law counts the days until a bid bond must be back; undefined while it has not happened, for
 * performance bonds, and under a regime that is neither.
 *
 * Source: 招标投标法实施条例 art. 57 (the contract, for winners and losers) and art. 35 (a withdrawal);
 * 政府采购法实施条例 art. 33 (the award notice for losers, the contract for the winner).
 */
export function legalTrigger(history: ProjectHistory, { kind, bidder }: Bond): Stamp | undefined {
  if (kind === 'performance') return undefined
  const regime = history.registration?.dimensions.regime
  const isWinner = hasWon(history, bidder)
  if (regime === 'TBL') return withdrawal(history, bidder) ?? firstContract(history, isWinner ? bidder : undefined)
  if (regime === 'GPL') return isWinner ? firstContract(history, bidder) : firstLiveNotice(history)
  return undefined
}

function hasWon(history: ProjectHistory, bidder: string): boolean {
  for (const [awardId, { supplier }] of history.awards)
    if (supplier === bidder && !isVoid(history, awardId)) return true
  return false
}

/** The last withdrawal of a bidder who has withdrawn every bid. */
function withdrawal({ bidders, withdrawals }: ProjectHistory, bidder: string): Stamp | undefined {
  let last: Stamp | undefined
  for (const [bidId, bidderId] of bidders) {
    if (bidderId !== bidder) continue
    const stamp = withdrawals.get(bidId)
    if (stamp === undefined) return undefined
    if (last === undefined || stamp.occurredMs > last.occurredMs) last = stamp
  }
  return last
}

/** The first contract of an award that is not void: the supplier's own, or any at all. */
function firstContract(history: ProjectHistory, supplier: string | undefined): Stamp | undefined {
  let found: Stamp | undefined
  for (const contract of history.contracts.values()) {
    if (isVoid(history, contract.awardId)) continue
    if (supplier !== undefined && history.awards.get(contract.awardId)?.supplier !== supplier) continue
    found = first<Stamp>(found, contract)
  }
  return found
}
