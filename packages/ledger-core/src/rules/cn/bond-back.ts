import { type Money, toMinor } from '../../kernel/money.ts'
import type { LawfulOf } from '../../procurement/steps.ts'
import type { CaseFile, StampOf } from '../case-file.ts'
import type { Given, RuleFunction, Subject, Verdict } from '../rule.ts'
import { dateWords, periodWords, silent } from '../words.ts'
import { biddersOf } from './bidders.ts'
import { type BidBond, bondDueOn, bondExpiresOn, bondPeriod, bondTrigger, hasNoEnd, isGuaranteed } from './bond-due.ts'

/**
 * R20, R21, R22: a bid bond is back in time.
 *
 * Given: `from`, the event that the period hangs on (`contract`, `noticeOrContract`, `withdrawal`); `count` and `unit` of
 * the period; `leastRate`, where interest is owed: a yearly rate in percent below every posted one, so that what is
 * rounded to nothing is not taken for a missing interest.
 */
export const bidBondBack: RuleFunction = (file, subject, given) => {
  const [lodged] = file.ofSubject('BidBondLodged', subject)
  if (lodged === undefined) return
  if (lodged.data.form === 'annual') return silent('an annual bond stands for many tenders', [lodged.eventId])
  const bond: BidBond = { ...lodged.data, bidder: lodged.data.bidder.id }
  const trigger = bondTrigger(biddersOf(file), bond.bidder, given)
  if (trigger === 'of another rule') return
  if (trigger === undefined) return silent('its period has not begun', [lodged.eventId])

  const dueOn = bondDueOn(file.calendar, trigger, given)
  const due = `due ${dateWords(dueOn)}, ${periodWords(bondPeriod(given))} after ${dateWords(trigger.day)}`
  const account = accountOf(file, subject, lodged, bond)
  const events = [...new Set([lodged.eventId, trigger.eventId, ...account.events])]
  const { keptOn, backOn } = account
  if (keptOn !== undefined && keptOn <= dueOn)
    return silent(`nothing of it was to be given back, ${due}`, events, dueOn)
  if (backOn !== undefined) {
    if (backOn > dueOn) return violated(`back on ${dateWords(backOn)}, ${due}`, events, dueOn)
    const flaw = given.leastRate === undefined ? undefined : interestFlaw(account, lodged, given)
    if (flaw !== undefined) return violated(flaw, events, dueOn)
    return { state: 'pass', dueOn, events, message: `back on ${dateWords(backOn)}, ${due}` }
  }
  if (hasNoEnd(bond)) return silent(`it holds no money, and when it expires is not stated, ${due}`, events, dueOn)
  return { state: file.isOver(dueOn) ? 'violated' : 'pending', dueOn, events, message: `not back yet, ${due}` }
}

type Lodged = StampOf<'BidBondLodged'>

const violated = (message: string, events: readonly string[], dueOn: number): Verdict => ({
  state: 'violated',
  dueOn,
  events,
  message,
})

interface Account {
  /** When nothing was left of it, and something of it had gone back, or it had expired. */
  readonly backOn: number | undefined
  /** When nothing was left of it, and all of it had been forfeited or claimed. */
  readonly keptOn: number | undefined
  readonly interestMinor: bigint
  readonly events: readonly string[]
}

function accountOf(file: CaseFile, subject: Subject, { data }: Lodged, bond: BidBond): Account {
  let left = toMinor(data.amount)
  let interestMinor = 0n
  let isReleased = false
  let emptyOn: number | undefined
  const events: string[] = []
  for (const movement of movementsOf(file, subject)) {
    if (movement.amount.currency !== data.amount.currency) continue
    events.push(movement.eventId)
    left -= toMinor(movement.amount)
    interestMinor += movement.interest === undefined ? 0n : toMinor(movement.interest)
    isReleased ||= movement.interest !== undefined
    if (left <= 0n) emptyOn ??= movement.day
  }
  const expiresOn = bondExpiresOn(bond)
  const expiredOn = expiresOn !== undefined && file.isOver(expiresOn) ? expiresOn : undefined
  if (emptyOn !== undefined && !isReleased) return { backOn: undefined, keptOn: emptyOn, interestMinor, events }
  const backOn = Math.min(emptyOn ?? Number.POSITIVE_INFINITY, expiredOn ?? Number.POSITIVE_INFINITY)
  return { backOn: Number.isFinite(backOn) ? backOn : undefined, keptOn: undefined, interestMinor, events }
}

interface Movement {
  readonly eventId: string
  readonly day: number
  readonly amount: Money
  /** Only of what went back. */
  readonly interest: Money | undefined
}

function movementsOf(file: CaseFile, subject: Subject): Movement[] {
  const movements: Movement[] = []
  for (const { type, eventId, day, data } of file.about(subject)) {
    if (type === 'BondReleased') {
      const { principal, interest } = data as LawfulOf<'BondReleased'>
      movements.push({ eventId, day, amount: principal, interest })
    } else if (type === 'BondForfeited' || type === 'GuaranteeClaimed') {
      const { amount } = data as LawfulOf<'BondForfeited' | 'GuaranteeClaimed'>
      movements.push({ eventId, day, amount, interest: undefined })
    }
  }
  return movements
}

const RATE_DIGITS = 6
const DAYS_OF_INTEREST_YEAR = 365n

/** 银行同期存款利息: owed on what was really deposited. How much is not judged, whether anything is. */
function interestFlaw(
  { interestMinor, backOn }: Account,
  { data, day }: Lodged,
  { leastRate }: Given,
): string | undefined {
  if (isGuaranteed(data) || interestMinor > 0n || backOn === undefined) return
  const rate = BigInt(Math.round(Number(leastRate) * 10 ** RATE_DIGITS))
  const least =
    (toMinor(data.amount) * rate * BigInt(Math.max(0, backOn - day))) /
    (100n * 10n ** BigInt(RATE_DIGITS) * DAYS_OF_INTEREST_YEAR)
  return least > 0n ? `back without interest, held since ${dateWords(day)}` : undefined
}
