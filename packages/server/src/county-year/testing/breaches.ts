import { instantMs, type Money, toMinor } from '@procurement-ledger/core'
import { LAST_DAY } from '../days.ts'
import { dayAt } from '../moment.ts'
import { dayOf, isWorkingDay, workingDayFrom, workingDaysAfter } from '../working-days.ts'
import type { PlanFact, ProjectFacts } from './plan-facts.ts'

/**
 * The law, checked by hand over the facts of one project: nothing here knows how the plan was made, or the rules engine.
 * Each check answers with the ids of the rules that the project breaks.
 */
export const breachesOf = (project: ProjectFacts): readonly string[] =>
  Object.entries(checks).flatMap(([rule, isKept]) => (isKept(project) ? [] : [rule]))

type Check = (project: ProjectFacts) => boolean

/** Within so many days; an end on a day off moves to the next working day. */
const within = (from: number, days: number, until: number): boolean => until <= workingDayFrom(from + days)
const withinWorking = (from: number, days: number, until: number): boolean => until <= workingDaysAfter(from, days)

const fen = (money: Money | undefined): bigint => (money === undefined ? 0n : toMinor(money))

const isTbl = ({ registered }: ProjectFacts): boolean => registered.regime === 'TBL'
const isGpl = ({ registered }: ProjectFacts): boolean => registered.regime === 'GPL'
const isTender = ({ registered }: ProjectFacts): boolean =>
  registered.method === 'open' && (registered.regime === 'TBL' || registered.regime === 'GPL')
const isMandatoryTender = (project: ProjectFacts): boolean =>
  isTender(project) && (isGpl(project) || project.registered.mandatory)

/** The bid deadline as it stood at the end of tendering. */
function deadlineMsOf(project: ProjectFacts): number | undefined {
  const moved = project.of('DeadlineExtended').at(-1)?.data.bidDeadlineAt
  const text = moved ?? project.first('TenderNoticePublished')?.data.bidDeadlineAt
  return text === undefined ? undefined : instantMs(text)
}

const noticeDay = (project: ProjectFacts, awardId: string): number | undefined =>
  project.of('AwardNoticeIssued').find(({ data }) => data.awardId === awardId)?.day

/** Objections about one thing with their answer's day. */
const objections = (project: ProjectFacts, about: string) =>
  project
    .of('ObjectionRaised')
    .filter(({ data }) => data.about === about)
    .map(({ day, occurredMs, data }) => ({
      day,
      occurredMs,
      answered: project.of('ObjectionAnswered').find((answer) => answer.data.objectionId === data.objectionId),
    }))

/** Suspended on the day of the objection, and resumed on that of the answer, not before it. */
function restsMeanwhile(project: ProjectFacts, day: number, answered: PlanFact | undefined): boolean {
  const paused = project.of('ProcedureSuspended').find((fact) => fact.day === day)
  const resumed = project.of('ProcedureResumed').find(({ occurredMs }) => occurredMs > (paused?.occurredMs ?? 0))
  return paused !== undefined && answered !== undefined && (resumed?.occurredMs ?? 0) >= answered.occurredMs
}

/** Bonds by id: who lodged them, and on which day they came back. */
function bondsOf(project: ProjectFacts) {
  const released = new Map(project.of('BondReleased').map(({ data, day }) => [data.bondId, day]))
  const withdrawn = withdrawnBidders(project)
  const kept = new Set(
    [...project.of('BondForfeited'), ...project.of('GuaranteeClaimed')].map(({ data }) => data.bondId),
  )
  return project
    .of('BidBondLodged')
    .filter(({ data }) => !kept.has(data.bondId))
    .map(({ data }) => ({
      bidderId: data.bidder.id,
      amount: fen(data.amount),
      releasedOn: released.get(data.bondId),
      withdrawnOn: withdrawn.get(data.bidder.id),
    }))
}

function withdrawnBidders(project: ProjectFacts): ReadonlyMap<string, number> {
  const bidders = new Map(project.of('BidSubmitted').map(({ data }) => [data.bidId, data.bidder.id]))
  return new Map(project.of('BidWithdrawn').map(({ data, day }) => [bidders.get(data.bidId) ?? '', day]))
}

/** Back by then, unless that day lies behind the end of the books. */
const backBy = (due: number, releasedOn: number | undefined): boolean =>
  releasedOn === undefined ? due > LAST_DAY : releasedOn <= due

const checks: { readonly [rule: string]: Check } = {
  R01(project) {
    const documents = project.first('TenderDocumentsPublished')
    const deadlineMs = deadlineMsOf(project)
    if (!isMandatoryTender(project) || documents === undefined || deadlineMs === undefined) return true
    return dayAt(deadlineMs) - documents.day >= 20
  },

  R02(project) {
    const notice = project.first('TenderNoticePublished')?.data
    if (!isTender(project) || notice === undefined) return true
    const from = dayOf(notice.documentsFrom)
    const until = dayOf(notice.documentsUntil)
    return isGpl(project) ? until >= workingDaysAfter(from, 5) : until >= from + 5
  },

  R04(project) {
    const deadlineMs = deadlineMsOf(project)
    if (!isTender(project) || deadlineMs === undefined) return true
    return project
      .of('ClarificationIssued')
      .every(({ data, day }) => !data.affectsBids || dayAt(deadlineMs) - day >= 15)
  },

  R05(project) {
    const announced = project.first('TenderNoticePublished')?.data.bidDeadlineAt
    if (!isTbl(project) || announced === undefined) return true
    return objections(project, 'documents').every(
      ({ day, answered }) =>
        dayAt(instantMs(announced)) - day >= 10 &&
        within(day, 3, answered?.day ?? Number.POSITIVE_INFINITY) &&
        restsMeanwhile(project, day, answered),
    )
  },

  R06: (project) => project.of('BidsOpened').every(({ occurredMs }) => occurredMs === deadlineMsOf(project)),

  R07(project) {
    const deadlineMs = deadlineMsOf(project) ?? Number.POSITIVE_INFINITY
    return [...project.of('BidSubmitted'), ...project.of('BidReplaced'), ...project.of('BidWithdrawn')].every(
      ({ occurredMs }) => occurredMs <= deadlineMs,
    )
  },

  R08: (project) => !isTender(project) || project.of('BidsOpened').every(({ data }) => data.bids.length >= 3),

  R09(project) {
    const least = isTender(project) ? 5 : 3
    const isCommittee = (size: number) => size >= least && size % 2 === 1
    const seats = project
      .of('EvaluationStarted')
      .map(({ data }) => data.sites.reduce((sum, site) => sum + site.seats, 0))
    const drawn = project.of('ExpertsDrawn').map(({ data }) => data.experts.length)
    return [...seats, ...drawn].every(isCommittee) && seats.every((size) => size === drawn[0])
  },

  R10(project) {
    const cancelled = project.of('AwardCancelled').length
    const candidates = project.of('CandidatesPublicised').at(-1)?.data.candidates ?? []
    if (!isTbl(project) || candidates.length === 0) return true
    const winner = candidates.find(({ rank }) => rank === cancelled + 1)?.bidId
    return candidates.length <= 3 && project.liveAwards.every(({ data }) => data.bidId === winner)
  },

  R11(project) {
    if (!isTbl(project) || !project.registered.mandatory) return true
    const reports = project.of('BidsEvaluated')
    return project
      .of('CandidatesPublicised')
      .every(
        ({ day, data }, i) =>
          within(reports[i]?.day ?? 0, 3, day) && dayOf(data.publicUntil) - dayOf(data.publicFrom) >= 3,
      )
  },

  R12(project) {
    if (!isTbl(project)) return true
    const publicities = project.of('CandidatesPublicised')
    return objections(project, 'evaluation').every(
      ({ day, occurredMs, answered }) =>
        publicities.some((one) => one.occurredMs <= occurredMs && day <= dayOf(one.data.publicUntil)) &&
        within(day, 3, answered?.day ?? Number.POSITIVE_INFINITY) &&
        restsMeanwhile(project, day, answered),
    )
  },

  R13(project) {
    const [evaluated] = project.of('BidsEvaluated')
    const [delivered] = project.of('EvaluationReportDelivered')
    const [decided] = project.of('AwardDecided')
    if (!isGpl(project) || evaluated === undefined || decided === undefined) return true
    return (
      withinWorking(evaluated.day, 2, delivered?.day ?? Number.POSITIVE_INFINITY) &&
      withinWorking(delivered?.day ?? 0, 5, decided.day) &&
      project.of('AwardDecided').every(({ day, data }) => {
        const published = project.of('AwardResultPublished').find((fact) => fact.data.awardId === data.awardId)
        const notified = noticeDay(project, data.awardId) ?? Number.POSITIVE_INFINITY
        return withinWorking(day, 2, published?.day ?? Number.POSITIVE_INFINITY) && withinWorking(day, 2, notified)
      })
    )
  },

  R14: (project) =>
    project.of('ContractSigned').every(({ data, day }) => within(noticeDay(project, data.awardId) ?? 0, 30, day)),

  R16(project) {
    const decided = project.liveAwards[0]
    const reported = project.first('TenderReportSubmitted')
    if (!isTbl(project) || !project.registered.mandatory || decided === undefined) return true
    return reported === undefined ? decided.day + 15 > LAST_DAY : within(decided.day, 15, reported.day)
  },

  R17(project) {
    const published = project.first('ContractPublished')?.day ?? Number.POSITIVE_INFINITY
    return !isGpl(project) || project.of('ContractSigned').every(({ day }) => withinWorking(day, 2, published))
  },

  R18(project) {
    const filed = project.first('ContractFiled')?.day
    if (!isGpl(project)) return true
    return project
      .of('ContractSigned')
      .every(({ day }) => (filed === undefined ? workingDaysAfter(day, 7) > LAST_DAY : withinWorking(day, 7, filed)))
  },

  R19(project) {
    const { ceilingPrice, budget } = project.registered
    const estimate = fen(ceilingPrice ?? budget)
    return estimate === 0n || project.of('BidBondLodged').every(({ data }) => fen(data.amount) * 50n <= estimate)
  },

  R20(project) {
    const signed = project.first('ContractSigned')
    if (!isTbl(project) || signed === undefined) return true
    const due = workingDayFrom(signed.day + 5)
    return bondsOf(project)
      .filter(({ withdrawnOn }) => withdrawnOn === undefined)
      .every(({ releasedOn }) => backBy(due, releasedOn))
  },

  R21(project) {
    const [award] = project.liveAwards
    const signed = project.first('ContractSigned')
    if (!isGpl(project) || award === undefined) return true
    const winners = new Set(project.liveAwards.map(({ data }) => data.supplier.id))
    const notified = noticeDay(project, award.data.awardId) ?? 0
    return bondsOf(project).every(({ bidderId, releasedOn }) => {
      if (!winners.has(bidderId)) return backBy(workingDaysAfter(notified, 5), releasedOn)
      return signed === undefined || backBy(workingDaysAfter(signed.day, 5), releasedOn)
    })
  },

  R22: (project) =>
    bondsOf(project).every(
      ({ withdrawnOn, releasedOn }) => withdrawnOn === undefined || backBy(workingDayFrom(withdrawnOn + 5), releasedOn),
    ),

  R23(project) {
    const amount = fen(project.first('ContractSigned')?.data.amount)
    return project.of('PerformanceBondLodged').every(({ data }) => fen(data.amount) * 10n <= amount)
  },

  R24(project) {
    const amount = fen(project.first('ContractSigned')?.data.amount)
    return project.of('ContractAmended').every(({ data }) => fen(data.amount) * 10n <= amount * 11n)
  },

  R25: (project) => !isTbl(project) || complaintsKept(project, ({ day }, filed) => filed <= day + 10),

  R26(project) {
    if (!isGpl(project)) return true
    const known = {
      documents: project.first('TenderDocumentsPublished')?.day,
      award: project.first('AwardNoticeIssued')?.day,
    }
    const queries = (['documents', 'award'] as const).flatMap((about) =>
      objections(project, about).map((query) => ({ ...query, known: known[about] ?? 0 })),
    )
    return (
      queries.every(
        (query) =>
          withinWorking(query.known, 7, query.day) &&
          withinWorking(query.day, 7, query.answered?.day ?? Number.POSITIVE_INFINITY),
      ) && complaintsKept(project, ({ day }, filed) => withinWorking(day, 15, filed))
    )
  },

  R27(project) {
    const publicised = project.first('SingleSourcePublicised')?.data
    const decided = project.first('AwardDecided')?.day ?? Number.POSITIVE_INFINITY
    if (project.registered.procedure !== 'singleSource') return true
    if (publicised === undefined) return false
    const until = dayOf(publicised.publicUntil)
    return until >= workingDaysAfter(dayOf(publicised.publicFrom), 5) && decided > until
  },

  R28: (project) =>
    project.of('ProjectArchived').every(({ data, day }) => dayOf(data.retainUntil) - day >= 15 * 365 + 4),
}

/** Filed in time after the answer, or after the award where no objection is needed; taken up or not, and ruled, in time. */
function complaintsKept(project: ProjectFacts, isInTime: (known: PlanFact, filed: number) => boolean): boolean {
  return project.of('ComplaintFiled').every(({ data: { complaintId }, day }) => {
    const known = project.first('ObjectionAnswered') ?? project.first('AwardResultPublished')
    const named = (fact: PlanFact<'ComplaintAccepted' | 'ComplaintRefused' | 'ComplaintDecided'>) =>
      fact.data.complaintId === complaintId
    const taken = [...project.of('ComplaintAccepted'), ...project.of('ComplaintRefused')].find(named)
    const ruled = project.of('ComplaintDecided').find(named)
    return (
      known !== undefined &&
      isInTime(known, day) &&
      withinWorking(day, 3, taken?.day ?? Number.POSITIVE_INFINITY) &&
      (ruled === undefined || withinWorking(taken?.day ?? 0, 30, ruled.day))
    )
  })
}

/** Offices act on working days; bidders, and what the ledger does by itself, at any time. */
export const isInOffice = ({ role }: PlanFact): boolean => role !== 'bidder' && role !== 'ledger'

export const isOnWorkingDay = ({ day }: PlanFact): boolean => isWorkingDay(day)

export const CHECKED_RULES: readonly string[] = Object.keys(checks)
