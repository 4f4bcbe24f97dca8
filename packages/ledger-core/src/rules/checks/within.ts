import type { CaseFile } from '../case-file.ts'
import type { Point, Subject, Verdict, WithinPart } from '../rule.ts'
import { dateWords, momentWords, periodWords, silent } from '../words.ts'
import { worstOf } from './worst.ts'

/** Once `from` has happened, `act` must happen within the period. */
export function judgeWithin(part: WithinPart, file: CaseFile, subject: Subject): Verdict | undefined {
  const begun = file.points(part.from, subject)
  if (begun.length === 0) return notBegun(part, file, subject)
  const acts = file.points(part.act, subject)
  const rounds = part.each ? begun : begun.slice(0, 1)
  return worstOf(
    rounds.map((from, index) => {
      const next = rounds[index + 1]
      const act = acts.find(({ ms }) => ms >= from.ms && (next === undefined || ms < next.ms))
      // An act before its own time is in time.
      return judgeRound(part, file, subject, from, act ?? (index === 0 && next === undefined ? acts[0] : undefined))
    }),
  )
}

function judgeRound(part: WithinPart, file: CaseFile, subject: Subject, from: Point, act: Point | undefined): Verdict {
  const dueOn = file.lastDayWithin(from.day, part.period, part.stops ?? [], subject)
  if (dueOn === undefined) return judgeStill(part, file, subject, from, act)
  const events = act === undefined || act.eventId === from.eventId ? [from.eventId] : [from.eventId, act.eventId]
  const due = `due ${dateWords(dueOn)}, ${periodWords(part.period)} after ${momentWords(part.from)} on ${dateWords(from.day)}`
  const what = momentWords(part.act)
  if (act !== undefined && act.day <= dueOn)
    return { state: 'pass', dueOn, events, message: `${what} on ${dateWords(act.day)}, ${due}` }

  // What came after the duty had ended, such as a report on the next award, was not this one's.
  const end = endOf(part, file, subject).find(({ ms, day }) => ms >= from.ms && day <= dueOn)
  if (end !== undefined)
    return silent(`${what} is no longer due since ${dateWords(end.day)}`, [from.eventId, end.eventId], dueOn)
  if (act !== undefined)
    return { state: 'violated', dueOn, events, message: `${what} on ${dateWords(act.day)}, ${due}` }
  const [elsewhere] = (part.elsewhere ?? []).flatMap((moment) => file.points(moment, subject))
  if (elsewhere !== undefined) return silent(`${what} is kept elsewhere, ${due}`, [...events, elsewhere.eventId], dueOn)
  return { state: file.isOver(dueOn) ? 'violated' : 'pending', dueOn, events, message: `no ${what} yet, ${due}` }
}

/** While the period stands still nothing is late; what is done meanwhile is done in time. */
function judgeStill(part: WithinPart, file: CaseFile, subject: Subject, from: Point, act: Point | undefined): Verdict {
  const events = act === undefined || act.eventId === from.eventId ? [from.eventId] : [from.eventId, act.eventId]
  const what = momentWords(part.act)
  const period = `its ${periodWords(part.period)} after ${momentWords(part.from)} on ${dateWords(from.day)} stand still`
  if (act !== undefined) return { state: 'pass', events, message: `${what} on ${dateWords(act.day)}, ${period}` }
  const end = endOf(part, file, subject).find(({ ms }) => ms >= from.ms)
  if (end !== undefined)
    return silent(`${what} is no longer due since ${dateWords(end.day)}`, [from.eventId, end.eventId])
  const [elsewhere] = (part.elsewhere ?? []).flatMap((moment) => file.points(moment, subject))
  if (elsewhere !== undefined) return silent(`${what} is kept elsewhere, ${period}`, [...events, elsewhere.eventId])
  return { state: 'pending', events, message: `no ${what} yet; the procedure is suspended, and ${period}` }
}

function endOf({ endedBy = [] }: WithinPart, file: CaseFile, subject: Subject): Point[] {
  const ends = endedBy.flatMap((moment) => file.points(moment, subject))
  const voiding = subject.kind === 'award' ? file.voidings.get(subject.id) : undefined
  return voiding === undefined ? ends : [...ends, voiding]
}

/** A subject of another kind, such as an objection about something else, is not spoken of at all. */
function notBegun({ from }: WithinPart, file: CaseFile, subject: Subject): Verdict | undefined {
  const isOther =
    'event' in from && subject.kind !== 'project' && file.about(subject).some(({ type }) => type === from.event)
  return isOther ? undefined : silent(`no ${momentWords(from)} yet`)
}
