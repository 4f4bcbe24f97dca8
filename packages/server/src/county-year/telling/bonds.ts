import { BIDDING_DAYS, type BondForm, isGuaranteed } from '../bidding.ts'
import { BANKS, INSURERS, inventedHash } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { dateOf, dayAt, minuteOf, moment } from '../moment.ts'
import { cny } from '../money.ts'
import type { Plot } from '../plots.ts'
import { dayOf, workingDayFrom, workingDaysAfter, workingDaysIn } from '../working-days.ts'
import { type Bid, bidsOf, deadlineOf, fieldOf, lostBids, winningBids } from './cast-of-plot.ts'
import { asBank, asBidder, asBuyer, type Chronicle, centre, itself } from './chronicle.ts'

const MINUTE_MS = 60_000

/** 免申即退 came with 2023; in 2022 half of the bidders still had to apply, and before that all. */
const AUTOMATIC_FROM = dayOf('2023-01-01')
const SOMETIMES_AUTOMATIC_FROM = dayOf('2022-01-01')

/** How often a bid is replaced before the deadline. */
const REPLACED = 0.01

/** Interest on money held, in hundred thousandths a year. */
const INTEREST_PER_YEAR = 350n

/** 投标保证金 and 投标文件: who lodges, submits, replaces and withdraws in the last days before the deadline. */
export function tellBidding(chronicle: Chronicle, plot: Plot): void {
  const { random } = chronicle
  const { bidding, outline } = plot
  const deadlineMs = deadlineOf(plot)
  const lodgingDays = lodgingDaysOf(dayAt(deadlineMs))
  const { withdrawn } = fieldOf(plot)
  const { method, course } = kindOf(outline.kind)
  const isSealed = method === 'open' && course !== 'sale'

  for (const bid of bidsOf(plot)) {
    const lodgedMs = chronicle.between(random.pick(lodgingDays), '8:30', '17:30')
    if (bidding.bond !== undefined) tellBond(chronicle, plot, bid, lodgedMs)
    const submittedMs = submissionAfter(chronicle, lodgedMs, deadlineMs)
    chronicle.tell('BidSubmitted', submittedMs, asBidder(bid.bidder), {
      bidId: bid.bidId,
      bidder: bid.bidder,
      ...(isSealed && { commitment: inventedHash(`bid/${outline.projectId}/${bid.bidId}`) }),
    })
    const againMs = soonAfter(chronicle, submittedMs, deadlineMs)
    if (withdrawn.some(({ bidId }) => bidId === bid.bidId)) tellWithdrawal(chronicle, plot, bid, againMs)
    else if (isSealed && random.chance(REPLACED))
      chronicle.tell('BidReplaced', againMs, asBidder(bid.bidder), {
        bidId: bid.bidId,
        commitment: inventedHash(`bid/${outline.projectId}/${bid.bidId}/2`),
      })
  }
}

/** Never on both sides of New Year, so that a project's bonds are of one year. */
function lodgingDaysOf(deadline: number): readonly number[] {
  const days = workingDaysIn(deadline - BIDDING_DAYS, deadline - 1)
  const year = dateOf(deadline).slice(0, 4)
  const ofYear = days.filter((day) => dateOf(day).startsWith(year))
  const possible = ofYear.length > 0 ? ofYear : days
  if (possible.length > 0) return possible
  // A long festival lies before the deadline: the working days before it.
  return workingDaysIn(deadline - 2 * BIDDING_DAYS, deadline - 1)
}

/** Bids come online, at any hour that people are awake, up to some minutes before the deadline. */
function submissionAfter({ random }: Chronicle, lodgedMs: number, deadlineMs: number): number {
  const day = random.int(dayAt(lodgedMs), dayAt(deadlineMs))
  const wanted = moment(day, random.int(minuteOf('7:30'), minuteOf('21:30')))
  const earliest = lodgedMs + 10 * MINUTE_MS
  const latest = deadlineMs - 15 * MINUTE_MS
  return Math.min(latest, Math.max(earliest, wanted))
}

/** Second thoughts come within the hour, while the deadline allows it. */
const soonAfter = ({ random }: Chronicle, ms: number, deadlineMs: number): number =>
  Math.min(deadlineMs - 5 * MINUTE_MS, ms + random.int(10, 60) * MINUTE_MS)

function tellBond(chronicle: Chronicle, plot: Plot, { bidder, bondId, index }: Bid, lodgedMs: number): void {
  const { bond } = plot.bidding
  const form = bond?.forms[index]
  if (bond === undefined || form === undefined) return
  const { random } = chronicle
  const guarantor = form === 'insurance' ? random.pick(INSURERS) : random.pick(BANKS)
  chronicle.tell('BidBondLodged', lodgedMs, isGuaranteed(form) ? asBank(guarantor) : centre, {
    bondId,
    bidder,
    form,
    amount: cny(bond.amount),
    ...(isGuaranteed(form) && {
      guarantor,
      instrumentNo: `EX-${random.int(10_000_000, 99_999_999)}`,
      validUntil: dateOf(dayAt(deadlineOf(plot)) + 90),
    }),
  })
}

/** TBL 29; the bond is back within 5 days (TBR 35). */
function tellWithdrawal(chronicle: Chronicle, plot: Plot, bid: Bid, withdrawnMs: number): void {
  const day = dayAt(withdrawnMs)
  chronicle.tell('BidWithdrawn', withdrawnMs, asBidder(bid.bidder), {
    bidId: bid.bidId,
    reason: 'the team is needed elsewhere 项目班子另有安排',
  })
  tellRelease(chronicle, plot, bid, chronicle.between(workingDaysAfter(day, 1), '9:00', '10:00'))
}

/** 保证金退还: everything that is still held once the law's clock has begun. */
export function tellReleases(chronicle: Chronicle, plot: Plot): void {
  const { bidding, unclaimed, outline } = plot
  if (bidding.bond === undefined || outline.ending === 'open') return
  const { staying } = fieldOf(plot)
  const [lost] = lostBids(plot)
  const winners = new Set(winningBids(plot).map(({ bid }) => bid.bidId))
  const losers = staying.filter(({ bidId }) => !winners.has(bidId))
  for (const bid of staying) {
    // Its bond is kept.
    if (bid.bidId === lost?.bid.bidId) continue
    const place = losers.indexOf(bid)
    const isUnclaimed = unclaimed !== undefined && place >= 0 && place < unclaimed.bonds
    const day = isUnclaimed ? unclaimed.clearedOn : releaseDay(plot, winners.has(bid.bidId))
    if (day !== undefined) tellRelease(chronicle, plot, bid, chronicle.between(day, '9:00', '9:50'))
  }
}

function releaseDay({ outline, days }: Plot, isWinner: boolean): number | undefined {
  const { regime, course } = kindOf(outline.kind)
  const { signed, notified, closed, ended } = days
  if (ended !== undefined) return workingDaysAfter(ended, 2)
  if (notified === undefined) return
  if (course === 'sale') return isWinner && closed !== undefined ? closed : workingDaysAfter(notified, 1)
  // GPR 33: losers within 5 working days of the notice, the winner within 5 of the contract.
  if (regime === 'GPL' && !isWinner) return workingDaysAfter(notified, 2)
  if (signed === undefined) return closed
  // TBR 57: within 5 days of the contract.
  return outline.story === 'lateRelease' ? workingDayFrom(signed + 14) : workingDaysAfter(signed, 1)
}

function tellRelease(chronicle: Chronicle, plot: Plot, { bondId, index }: Bid, atMs: number): void {
  const { bond, bidders } = plot.bidding
  const form = bond?.forms[index]
  if (bond === undefined || form === undefined || bidders[index] === undefined) return
  const day = dayAt(atMs)
  const isAutomatic = day >= AUTOMATIC_FROM || (day >= SOMETIMES_AUTOMATIC_FROM && chronicle.random.chance(0.5))
  const days = Math.max(0, day - (dayAt(deadlineOf(plot)) - 3))
  // Old bonds are cleared by the centre, although nobody applied.
  chronicle.tell('BondReleased', atMs, isAutomatic && plot.unclaimed === undefined ? itself : centre, {
    bondId,
    principal: cny(bond.amount),
    interest: cny(interestOf(form, bond.amount, days)),
    trigger: isAutomatic ? 'automatic' : 'applied',
  })
}

/** With bank interest for what was really deposited (TBR 57). */
const interestOf = (form: BondForm, amount: bigint, days: number): bigint =>
  form === 'cash' || form === 'transfer' ? (amount * INTEREST_PER_YEAR * BigInt(days)) / (100_000n * 365n) : 0n

/** The first candidate refused to sign: its bond is kept, or claimed from its guarantor (TBR 74). */
export function tellForfeiture(chronicle: Chronicle, plot: Plot, bid: Bid, day: number): void {
  const { bond } = plot.bidding
  const form = bond?.forms[bid.index]
  if (bond === undefined || form === undefined) return
  const data = { bondId: bid.bondId, amount: cny(bond.amount), reason: 'the winner refuses to sign 中标人拒绝签订合同' }
  const type = isGuaranteed(form) ? 'GuaranteeClaimed' : 'BondForfeited'
  chronicle.tell(type, chronicle.between(day, '15:00', '16:00'), asBuyer(plot.buyer), data)
}

/** 履约保证金 as it was lodged; its amount in fen. */
export interface PerformanceBond {
  readonly bondId: string
  readonly form: BondForm
  readonly amount: bigint
  readonly lodgedOn: number
}

export function tellPerformanceRelease(chronicle: Chronicle, bond: PerformanceBond, day: number): void {
  const { bondId, form, amount, lodgedOn } = bond
  chronicle.tell('BondReleased', chronicle.between(day, '9:00', '9:50'), centre, {
    bondId,
    principal: cny(amount),
    interest: cny(interestOf(form, amount, day - lodgedOn)),
    trigger: 'applied',
  })
}
