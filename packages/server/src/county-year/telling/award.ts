import { BANKS, inventedHash, MEDIA, type PartyName } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { dateOf } from '../moment.ts'
import { cny } from '../money.ts'
import type { Plot } from '../plots.ts'
import { workingDayFrom, workingDaysAfter } from '../working-days.ts'
import { tellForfeiture } from './bonds.ts'
import { lostBids, organiser, winningBids } from './cast-of-plot.ts'
import { asBank, asBuyer, type Chronicle } from './chronicle.ts'
import { tellAwardDisputes } from './disputes.ts'

/** An award as it is decided; `bidId` is missing where nobody bid, because there is one supplier only. */
export interface Award {
  readonly awardId: string
  readonly bidId?: string
  readonly supplier: PartyName
  readonly amount: bigint
}

/** What the one project asks that is priced by a rate, in percent. */
const RATE = '1.85'

/** 定标, 中标结果公告, 中标通知书, 书面报告; and before them an award that did not stand, where there was one. */
export function tellAward(chronicle: Chronicle, plot: Plot): void {
  const { decided, notified } = plot.days
  if (decided === undefined || notified === undefined) return
  if (plot.outline.kind === 'singleSource') tellSingleSource(chronicle, plot)
  tellLostAward(chronicle, plot)
  for (const award of standingAwards(plot)) {
    tellDecision(chronicle, plot, award, decided)
    tellNotice(chronicle, plot, award, notified)
  }
  tellAwardDisputes(chronicle, plot)
  if (kindOf(plot.outline.kind).regime === 'TBL') tellTenderReport(chronicle, plot, decided)
  tellLoan(chronicle, plot, notified)
}

/** What stands in the end: one award, or several of a framework. */
export function standingAwards(plot: Plot): readonly Award[] {
  const { outline, price, days, bidding } = plot
  const [only] = bidding.bidders
  if (outline.kind === 'singleSource')
    return only === undefined ? [] : [{ awardId: 'award-1', supplier: only, amount: price.award }]
  const first = days.lost === undefined ? 1 : 2
  return winningBids(plot).map(({ bid, amount }, i) => ({
    awardId: `award-${first + i}`,
    bidId: bid.bidId,
    supplier: bid.bidder,
    amount,
  }))
}

function tellSingleSource(chronicle: Chronicle, plot: Plot): void {
  const { days, bidding } = plot
  const [supplier] = bidding.bidders
  if (days.publicFrom === undefined || days.publicUntil === undefined || supplier === undefined) return
  chronicle.tell('SingleSourcePublicised', chronicle.between(days.publicFrom, '15:00', '16:00'), organiser(plot), {
    supplier,
    publicFrom: dateOf(days.publicFrom),
    publicUntil: dateOf(days.publicUntil),
    media: [...MEDIA],
  })
}

/** The first candidate is awarded, refuses to sign, and loses award and bond (TBL 60, TBR 74). */
function tellLostAward(chronicle: Chronicle, plot: Plot): void {
  const { lost } = plot.days
  const [first] = lostBids(plot)
  if (lost === undefined || first === undefined) return
  const { bid, amount } = first
  const award: Award = { awardId: 'award-1', bidId: bid.bidId, supplier: bid.bidder, amount }
  tellDecision(chronicle, plot, award, lost.decided)
  tellNotice(chronicle, plot, award, lost.notified)
  chronicle.tell('AwardCancelled', chronicle.between(lost.cancelled, '9:30', '11:00'), asBuyer(plot.buyer), {
    awardId: award.awardId,
    reason: 'refusedToSign',
  })
  tellForfeiture(chronicle, plot, bid, lost.cancelled)
}

function tellDecision(
  chronicle: Chronicle,
  plot: Plot,
  { awardId, bidId, supplier, amount }: Award,
  day: number,
): void {
  const { outline, buyer, days } = plot
  chronicle.tell('AwardDecided', chronicle.between(day, '13:30', '14:30'), asBuyer(buyer), {
    awardId,
    ...(bidId !== undefined && { bidId }),
    supplier,
    ...(outline.story === 'ratePriced' ? { rate: RATE } : { amount: cny(amount) }),
    basis: days.lost !== undefined && awardId !== 'award-1' ? 'second candidate 第二中标候选人' : basisOf(plot),
  })
}

function basisOf({ outline }: Plot): string {
  const { course } = kindOf(outline.kind)
  if (course === 'sale') return 'highest offer 价高者得'
  return course === 'direct' ? 'only possible supplier 唯一供应商' : 'first candidate 第一中标候选人'
}

function tellNotice(chronicle: Chronicle, plot: Plot, { awardId }: Award, day: number): void {
  const { projectId } = plot.outline
  chronicle.tell('AwardResultPublished', chronicle.between(day, '15:00', '15:30'), organiser(plot), {
    awardId,
    media: [...MEDIA],
  })
  chronicle.tell('AwardNoticeIssued', chronicle.between(day, '15:40', '16:40'), organiser(plot), {
    awardId,
    noticeNo: `${projectId}-${awardId}`,
  })
}

/** TBL 47: within 15 days of the decision. */
function tellTenderReport(chronicle: Chronicle, plot: Plot, decided: number): void {
  const { outline, buyer } = plot
  const day =
    outline.story === 'lateReport'
      ? workingDayFrom(decided + 22)
      : workingDaysAfter(decided, chronicle.random.int(2, 6))
  chronicle.tell('TenderReportSubmitted', chronicle.between(day, '9:00', '11:00'), asBuyer(buyer), {
    report: {
      title: 'Report on the tender 招标投标情况书面报告 (invented)',
      sha256: inventedHash(`tender-report/${outline.projectId}`),
    },
  })
}

function tellLoan(chronicle: Chronicle, plot: Plot, notified: number): void {
  const [award] = standingAwards(plot)
  if (plot.loan === undefined || award === undefined) return
  const lender = chronicle.random.pick(BANKS)
  chronicle.tell(
    'AwardFinancingGranted',
    chronicle.between(workingDaysAfter(notified, 3), '10:00', '16:00'),
    asBank(lender),
    {
      awardId: award.awardId,
      lender,
      amount: cny(plot.loan),
    },
  )
}
