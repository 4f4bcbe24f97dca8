import { lastDayBefore } from '../calendar/count-days.ts'
import type { CaseFile } from '../case-file.ts'
import type { BeforePart, Subject, Verdict } from '../rule.ts'
import { dateWords, momentWords, periodWords, silent } from '../words.ts'
import { worstOf } from './worst.ts'

/** Every `act` comes at least so many days before `until`, which may have moved since. */
export function judgeBefore(part: BeforePart, file: CaseFile, subject: Subject): Verdict | undefined {
  const acts = file.points(part.act, subject)
  if (acts.length === 0) return subject.kind === 'project' ? silent(`no ${momentWords(part.act)} yet`) : undefined
  const until = file.points(part.until, subject).at(-1)
  if (until === undefined)
    return silent(
      `no ${momentWords(part.until)} is stated`,
      acts.map(({ eventId }) => eventId),
    )
  const lastOn = lastDayBefore(file.calendar, until.day, part.period)
  const due = `at the latest ${dateWords(lastOn)}, ${periodWords(part.period)} before ${momentWords(part.until)} on ${dateWords(until.day)}`
  return worstOf(
    acts.map(({ day, eventId }) => ({
      state: day <= lastOn ? 'pass' : 'violated',
      dueOn: lastOn,
      events: eventId === until.eventId ? [eventId] : [eventId, until.eventId],
      message: `${momentWords(part.act)} on ${dateWords(day)}, ${due}`,
    })),
  )
}
