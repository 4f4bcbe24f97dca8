import type { ProjectEventType } from '@procurement-ledger/core'
import {
  type BondDue,
  bidBondDue,
  biddersIn,
  bondExpiresOn,
  hasNoEnd,
  type Outcome,
  type Point,
  type RuleSetting,
  ruleSetting,
} from '@procurement-ledger/core/rules'
import { type Bond, isVoid, type ProjectHistory } from './project-history.ts'
import type { Stamp } from './stamp.ts'
import { type Taken, takenFromBonds } from './taken-from-bonds.ts'

/** By which a bond has to be back: the rules of the ledger. */
export type BondLaw = Pick<RuleSetting, 'packs' | 'calendar'>
export const DEFAULT_LAW: BondLaw = ruleSetting()

/** Whatever moves a bond, and whatever decides when it is due. */
export const BOND_EVENTS = [
  'BidBondLodged',
  'PerformanceBondLodged',
  'BondReleased',
  'BondForfeited',
  'GuaranteeClaimed',
  'TenderNoticePublished',
  'InvitationIssued',
  'ClarificationIssued',
  'DeadlineExtended',
  'BidSubmitted',
  'BidsOpened',
  'OffersReceived',
  'BidWithdrawn',
  'AwardDecided',
  'AwardCancelled',
  'ReEvaluationOrdered',
  'AwardNoticeIssued',
  'ContractSigned',
] as const satisfies readonly ProjectEventType[]

/** Of one bond, what follows from the whole history. */
export interface BondTerms {
  /** The day on which the last of it was taken; undefined while some is held. */
  readonly clearedOn: number | undefined
  /** Undefined for performance bonds, and while the law has not begun to count. */
  readonly due: BondDue | undefined
  /** From the day after the due day until it is cleared or has expired; undefined where it never was. */
  readonly overdue: Stretch | undefined
}

/** Days, without a last one while it lasts. */
export interface Stretch {
  readonly from: number
  /** The first day on which it is no longer; undefined while it lasts. */
  readonly until: number | undefined
}

export function bondTerms(
  history: ProjectHistory,
  law: BondLaw,
  taken: ReadonlyMap<object, Taken> = takenFromBonds(history),
): ReadonlyMap<string, BondTerms> {
  if (history.bonds.size === 0) return new Map()
  const cleared = clearings(history, taken)
  const dueOf = dueDates(history, law)
  return new Map(
    [...history.bonds].map(([bondId, bond]) => {
      const clearedOn = cleared.get(bondId)
      const due = dueOf(bondId, bond)
      return [bondId, { clearedOn, due, overdue: overdueOf(bond, due?.dueOn, clearedOn) }]
    }),
  )
}

function clearings({ movements }: ProjectHistory, taken: ReadonlyMap<object, Taken>): ReadonlyMap<string, number> {
  const cleared = new Map<string, number>()
  for (const movement of movements.toSorted((a, b) => a.occurredOn - b.occurredOn)) {
    const { takenMinor, heldMinor } = taken.get(movement) as Taken
    if (takenMinor > 0n && heldMinor === 0n) cleared.set(movement.bondId, movement.occurredOn)
  }
  return cleared
}

function dueDates(
  history: ProjectHistory,
  { packs, calendar }: BondLaw,
): (bondId: string, bond: Bond) => BondDue | undefined {
  const registration = history.registration?.scoped
  if (![...history.bonds.values()].some(({ kind }) => kind === 'bid')) return () => undefined
  const options = { registration, bidders: biddersIn(outcomeOf(history)), packs, calendar }
  return (bondId, bond) => {
    if (bond.kind !== 'bid') return undefined
    const moved = history.movements.filter((one) => one.bondId === bondId).map(({ occurredOn }) => occurredOn)
    return bidBondDue({ ...bond, sinceOn: Math.min(bond.occurredOn, ...moved) }, options)
  }
}

function outcomeOf(history: ProjectHistory): Outcome {
  const { awards, contracts, notices, bidders, withdrawals, lastDeadline } = history
  const isStanding = (awardId: string): boolean => !isVoid(history, awardId)
  return {
    awards: [...awards].filter(([id]) => isStanding(id)).map(([awardId, { supplier }]) => ({ awardId, supplier })),
    contracts: [...contracts.values()]
      .filter(({ awardId }) => isStanding(awardId))
      .map((contract) => ({ ...pointOf(contract), awardId: contract.awardId })),
    notices: [...notices].filter(([id]) => isStanding(id)).map(([, notice]) => pointOf(notice)),
    bids: [...bidders].map(([bidId, bidder]) => ({ bidId, bidder })),
    withdrawals: [...withdrawals].map(([bidId, stamp]) => ({ ...pointOf(stamp), bidId })),
    deadlineMs: lastDeadline?.ms,
  }
}

const pointOf = ({ eventId, occurredMs, occurredOn }: Stamp): Point => ({ eventId, ms: occurredMs, day: occurredOn })

/** As R20 to R22 judge: a guarantee that has expired is back, and one that states no end holds no money to give back. */
function overdueOf(bond: Bond, dueOn: number | undefined, clearedOn: number | undefined): Stretch | undefined {
  if (dueOn === undefined || hasNoEnd(bond)) return undefined
  const expiresOn = bondExpiresOn(bond)
  const ends = [clearedOn, expiresOn === undefined ? undefined : expiresOn + 1].filter((day) => day !== undefined)
  const until = ends.length === 0 ? undefined : Math.min(...ends)
  const from = Math.max(dueOn + 1, bond.occurredOn)
  return until === undefined || until > from ? { from, until } : undefined
}
