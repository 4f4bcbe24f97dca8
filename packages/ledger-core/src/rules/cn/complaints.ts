import { dayNumber } from '../../kernel/calendar-date.ts'
import { addWorkingDays, lastDayWithin } from '../calendar/count-days.ts'
import type { CaseFile, Stamp, StampOf } from '../case-file.ts'
import type { Point, RuleFunction, Subject, Verdict } from '../rule.ts'
import { dateWords, silent } from '../words.ts'

type Raised = StampOf<'ObjectionRaised'>
type Filed = StampOf<'ComplaintFiled'>

/**
 * R25: a complaint under TBL comes in time, and after an objection where one is needed. Given: `days`, calendar days
 * from knowledge; `objectionFirst`, what it may be about only after an objection.
 */
export const complaintInTime: RuleFunction = (file, subject, { days, objectionFirst }) => {
  const [filed] = file.ofSubject('ComplaintFiled', subject)
  if (filed === undefined) return
  const refused = refusalOf(file, subject)
  if (refused !== undefined)
    return silent('refused: whether it came in time was judged', [filed.eventId, refused.eventId])
  const needsObjection = (objectionFirst as readonly string[]).includes(filed.data.about)
  const objection = needsObjection ? objectionBefore(file, filed) : undefined
  if (needsObjection && objection === undefined) return tooSoon(filed, 'no objection was raised first')
  const known = objection ?? publicationBefore(file, filed)
  if (known === undefined) return silent('when its matter became known is not stated', [filed.eventId])

  const answered = objection && answerOf(file, objection)
  const answeredOn = answered !== undefined && answered.ms <= filed.ms ? answered.day : filed.day
  const isAnswering = (day: number): boolean => objection !== undefined && day > objection.day && day <= answeredOn
  const dueOn = lastDayWithin(file.calendar, known.day, { count: days as number, unit: 'calendarDays' }, isAnswering)
  return inTime(filed, dueOn, [known.eventId, ...(answered === undefined ? [] : [answered.eventId])])
}

/** R26: a query comes in time. Given: `days`, working days from knowledge; `resultDays`, for how long a result is posted. */
export const queryInTime: RuleFunction = (file, subject, { days, resultDays }) => {
  const [raised] = file.ofSubject('ObjectionRaised', subject)
  if (raised === undefined) return
  const known = knownOf(file, raised, resultDays as number)
  if (known === undefined) return silent('when its matter became known is not stated', [raised.eventId])
  return inTime(raised, addWorkingDays(file.calendar, known.day, days as number), [known.eventId])
}

/**
 * R26: a complaint under GPL comes after a query, once that is answered or its period is over, and in time. GPL 55 counts
 * from the end of the period of an answer (答复期满), whenever the answer came. Given: `answerDays` and `days`, working days.
 */
export const complaintAfterQuery: RuleFunction = (file, subject, { answerDays, days }) => {
  const [filed] = file.ofSubject('ComplaintFiled', subject)
  if (filed === undefined) return
  const refused = refusalOf(file, subject)
  if (refused !== undefined)
    return silent('refused: whether it came in time was judged', [filed.eventId, refused.eventId])
  if (filed.data.about === 'contract') return silent('a contract is no matter of a query', [filed.eventId])
  const query = objectionBefore(file, filed)
  if (query === undefined) return tooSoon(filed, 'no query was raised first')
  const answered = answerOf(file, query)
  const isAnswered = answered !== undefined && answered.ms <= filed.ms
  const overOn = addWorkingDays(file.calendar, query.day, answerDays as number)
  if (!isAnswered && filed.day <= overOn)
    return tooSoon(filed, `the query may still be answered until ${dateWords(overOn)}`, query.eventId)
  const dueOn = addWorkingDays(file.calendar, overOn, days as number)
  return inTime(filed, dueOn, isAnswered ? [query.eventId, answered.eventId] : [query.eventId])
}

const inTime = ({ day, eventId }: Point, dueOn: number, because: readonly string[]): Verdict => ({
  state: day <= dueOn ? 'pass' : 'violated',
  dueOn,
  events: [...because, eventId],
  message: `came on ${dateWords(day)}, at the latest ${dateWords(dueOn)}`,
})

const tooSoon = ({ eventId }: Point, message: string, ...because: readonly string[]): Verdict => ({
  state: 'violated',
  events: [...because, eventId],
  message,
})

const refusalOf = (file: CaseFile, subject: Subject): Stamp<unknown> | undefined =>
  file.ofSubject('ComplaintRefused', subject)[0]

/** The objection that a complaint names; where it names none, the last about the same matter. */
const objectionBefore = (file: CaseFile, { ms: filedMs, data: { objectionId, about } }: Filed): Raised | undefined =>
  file
    .of('ObjectionRaised')
    .findLast(
      ({ ms, data }) =>
        ms <= filedMs && (objectionId === undefined ? data.about === about : data.objectionId === objectionId),
    )

const answerOf = (file: CaseFile, { data }: Raised): Stamp<unknown> | undefined =>
  file.ofSubject('ObjectionAnswered', { kind: 'objection', id: data.objectionId })[0]

/** The last publication of what a complaint is about, before it. */
function publicationBefore(file: CaseFile, { ms, data: { about } }: Filed): Point | undefined {
  if (about === 'notice') return lastOf(file, ms, 'TenderNoticePublished', 'InvitationIssued')
  if (about === 'award') return lastOf(file, ms, 'AwardResultPublished') ?? lastOf(file, ms, 'AwardNoticeIssued')
  if (about === 'contract') return lastOf(file, ms, 'ContractPublished') ?? lastOf(file, ms, 'ContractSigned')
  return undefined
}

/** GPR 53: when a supplier should have known, at the latest. */
function knownOf(file: CaseFile, { ms, data: { about } }: Raised, resultDays: number): Point | undefined {
  if (about === 'opening') return lastOf(file, ms, 'BidsOpened', 'OffersReceived')
  if (about === 'evaluation') return lastOf(file, ms, 'BidsEvaluated')
  if (about !== 'award') return documentsKnown(file, ms)
  const posted = lastOf(file, ms, 'AwardResultPublished')
  if (posted === undefined) return lastOf(file, ms, 'AwardNoticeIssued')
  return { ...posted, day: addWorkingDays(file.calendar, posted.day, resultDays) }
}

/** The end of the time in which documents were to be had, or the last change of them. */
function documentsKnown(file: CaseFile, ms: number): Point | undefined {
  const issued = lastOf(file, ms, 'TenderNoticePublished', 'TenderDocumentsPublished', 'ClarificationIssued')
  const notice = file.of('TenderNoticePublished').findLast((fact) => fact.ms <= ms)
  const until = notice?.data.documentsUntil
  if (notice === undefined || until === undefined || issued === undefined) return issued
  const untilDay = dayNumber(until)
  return untilDay >= issued.day ? { ...notice, day: untilDay } : issued
}

const lastOf = (file: CaseFile, untilMs: number, ...types: readonly string[]): Point | undefined =>
  file.facts.findLast(({ type, ms }) => ms <= untilMs && types.includes(type))
