import { type CalendarDate, dayNumber } from '../../kernel/calendar-date.ts'
import { Fault } from '../../kernel/fault.ts'
import { lastDayWithin, type Period } from '../calendar/count-days.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Pack } from '../pack.ts'
import type { FunctionPart, Given, Part, Point, Rule } from '../rule.ts'
import { inForce, outside, type Registered } from '../scope.ts'
import type { Bidders } from './bidders.ts'

/**
 * When a bid bond must be back: R20, R21, R22. The one place that says from which event the law counts and to which day;
 * the rule that judges, the read models and the release that the ledger proposes all ask here.
 */

export interface BidBond {
  readonly bidder: string
  readonly form: string
  /** The last day of a guarantee or an insurance, where it states one. */
  readonly validUntil?: CalendarDate | undefined
}

/** The name under which packs hold the rules of this file. */
export const BID_BOND_BACK = 'bidBondBack'

export interface BondDue {
  readonly rule: string
  /** The event from which the days are counted. */
  readonly trigger: Point
  /** The last day on which the bond may still be held; undefined where the calendar does not know the year. */
  readonly dueOn: number | undefined
}

export interface BondDueOptions {
  readonly registration: Registered['registration']
  readonly bidders: Bidders
  readonly packs: readonly Pack[]
  readonly calendar: WorkingCalendar
}

/**
 * By when the packs want a bid bond back: of several rules that bind, the earliest day. Undefined while the event has not
 * happened from which they count, and where none of their rules binds.
 *
 * @param sinceOn the day of the first fact about the bond: it is under the law of that day
 */
export function bidBondDue(bond: BidBond & { readonly sinceOn: number }, options: BondDueOptions): BondDue | undefined {
  if (bond.form === 'annual') return undefined
  let earliest: BondDue | undefined
  for (const { rule, part } of rulesFor(bond.sinceOn, options)) {
    const { given = {} } = part
    const trigger = bondTrigger(options.bidders, bond.bidder, given)
    if (trigger === undefined || trigger === 'of another rule') continue
    const dueOn = knownDay(() => bondDueOn(options.calendar, trigger, given))
    if (earliest === undefined || (dueOn ?? Infinity) < (earliest.dueOn ?? Infinity))
      earliest = { rule: rule.id, trigger, dueOn }
  }
  return earliest
}

/** Those of the packs that say when a bid bond is due, by naming the function `bidBondBack`. */
export const packsOfBonds = (packs: readonly Pack[]): readonly Pack[] =>
  packs.filter(({ rules }) => rules.some(({ parts }) => parts.some(isOfBonds)))

const isOfBonds = (part: Part): part is FunctionPart => part.check === 'function' && part.name === BID_BOND_BACK

/** The event that a period hangs on: `from` is `contract`, `noticeOrContract` or `withdrawal`. */
export function bondTrigger(
  { contractOf, firstContract, firstNotice, winners, withdrawals }: Bidders,
  bidder: string,
  { from }: Given,
): Point | undefined | 'of another rule' {
  if (from === 'withdrawal') return withdrawals.get(bidder) ?? 'of another rule'
  if (from === 'noticeOrContract') return winners.has(bidder) ? contractOf.get(bidder) : firstNotice
  // TBR 35 has a period of its own for who withdrew.
  if (withdrawals.has(bidder)) return 'of another rule'
  return winners.has(bidder) ? contractOf.get(bidder) : firstContract
}

export const bondPeriod = ({ count, unit }: Given): Period => ({
  count: count as number,
  unit: unit as Period['unit'],
})

/** @throws Fault CALENDAR_UNKNOWN */
export const bondDueOn = (calendar: WorkingCalendar, trigger: Point, given: Given): number =>
  lastDayWithin(calendar, trigger.day, bondPeriod(given))

export const isGuaranteed = ({ form }: Pick<BidBond, 'form'>): boolean => form === 'guarantee' || form === 'insurance'

/** The last day of a guarantee: on the day after it the bond is back without anybody's doing. Money never expires. */
export const bondExpiresOn = (bond: BidBond): number | undefined =>
  isGuaranteed(bond) && bond.validUntil !== undefined ? dayNumber(bond.validUntil) : undefined

/** It holds no money, and when it is back is known only if somebody releases it. */
export const hasNoEnd = (bond: BidBond): boolean => isGuaranteed(bond) && bond.validUntil === undefined

interface Binding {
  readonly rule: Rule
  readonly part: FunctionPart
}

function rulesFor(day: number, { registration, packs }: BondDueOptions): readonly Binding[] {
  const file = { registration }
  return bindingsIn(packs).filter(
    ({ rule, part }) =>
      inForce(rule)(day) && outside(file, rule.scope) === undefined && outside(file, part.scope ?? {}) === undefined,
  )
}

const known = new WeakMap<readonly Pack[], readonly Binding[]>()

/** The few of all rules that are about bid bonds. Read models ask for every bond, always with the same packs. */
function bindingsIn(packs: readonly Pack[]): readonly Binding[] {
  const found = known.get(packs) ?? packs.flatMap(({ rules }) => rules.flatMap(bindingsOf))
  known.set(packs, found)
  return found
}

const bindingsOf = (rule: Rule): readonly Binding[] => rule.parts.filter(isOfBonds).map((part) => ({ rule, part }))

/** A year that the calendar does not know is not guessed at. */
function knownDay(count: () => number): number | undefined {
  try {
    return count()
  } catch (error) {
    if (error instanceof Fault && error.code === 'CALENDAR_UNKNOWN') return undefined
    throw error
  }
}
