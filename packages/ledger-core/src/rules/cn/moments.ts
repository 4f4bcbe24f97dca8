import { type CalendarDate, dayNumber } from '../../kernel/calendar-date.ts'
import { instantMs } from '../../kernel/instant.ts'
import type { CaseFile, Stamp } from '../case-file.ts'
import type { MomentFunction, Point, Subject } from '../rule.ts'

/** Moments that no single event says. */
export const cnMoments: { readonly [name: string]: MomentFunction } = {
  bidDeadline: (file) => listed(bidDeadline(file)),
  documentsIssued: (file) => listed(documentsIssued(file)),
  reportReceived,
  candidatesPublicFrom: (file) => file.of('CandidatesPublicised').map((fact) => publicFrom(fact, fact.data.publicFrom)),
  supplierPublicFrom: (file) => file.of('SingleSourcePublicised').map((fact) => publicFrom(fact, fact.data.publicFrom)),
  complaintTaken: (file, subject) => taking(file, subject).slice(0, 1),
  procurementEnd: (file) => listed(procurementEnd(file)),
}

const listed = (point: Point | undefined): readonly Point[] => (point === undefined ? [] : [point])

/** The bid deadline as it was stated last by a fact up to an instant; its `ms` is the deadline's own. */
export function bidDeadline(file: CaseFile, untilMs = Number.POSITIVE_INFINITY): Point | undefined {
  let found: Point | undefined
  for (const { type, data, eventId, ms: statedMs } of file.facts) {
    if (statedMs > untilMs) break
    if (!STATES_DEADLINE.has(type) || typeof data.bidDeadlineAt !== 'string') continue
    const ms = instantMs(data.bidDeadlineAt)
    found = { eventId, ms, day: file.dayOf(ms) }
  }
  return found
}

const STATES_DEADLINE: ReadonlySet<string> = new Set([
  'TenderNoticePublished',
  'InvitationIssued',
  'ClarificationIssued',
  'DeadlineExtended',
])

/** 招标文件开始发出之日: their first publication, else the day that the notice announces. */
function documentsIssued(file: CaseFile): Point | undefined {
  const published = file.first('TenderDocumentsPublished')
  if (published !== undefined) return published
  const [announced] = file.points({ event: 'TenderNoticePublished', at: 'documentsFrom' }, PROJECT)
  return announced
}

const PROJECT: Subject = { kind: 'project', id: '' }

/** 收到评标报告之日: each evaluation's delivery to the buyer; where none is recorded, the evaluation itself. */
function reportReceived(file: CaseFile): readonly Point[] {
  const evaluations = file.of('BidsEvaluated')
  const deliveries = file.of('EvaluationReportDelivered')
  return evaluations.map((evaluation, index) => {
    const nextMs = evaluations[index + 1]?.ms ?? Number.POSITIVE_INFINITY
    return deliveries.find(({ ms }) => ms >= evaluation.ms && ms < nextMs) ?? evaluation
  })
}

/** A publicity cannot begin before it is published. */
const publicFrom = ({ eventId, ms, day }: Stamp<unknown>, from: CalendarDate): Point => ({
  eventId,
  ms,
  day: Math.max(day, dayNumber(from)),
})

/** What the supervisor did first with a complaint: accepted, refused, or decided it at once. */
export const taking = (file: CaseFile, subject: Subject): readonly Stamp[] =>
  file
    .about(subject)
    .filter(({ type }) => type === 'ComplaintAccepted' || type === 'ComplaintRefused' || type === 'ComplaintDecided')

const ENDS: ReadonlySet<string> = new Set([
  'ContractCompleted',
  'ContractTerminated',
  'ProjectClosed',
  'TenderFailed',
  'ProjectCancelled',
])

/** 采购结束之日: the last end of a contract or of the project; where none is recorded, the archive. */
const procurementEnd = (file: CaseFile): Point | undefined =>
  file.facts.findLast(({ type }) => ENDS.has(type)) ?? file.first('ProjectArchived')
