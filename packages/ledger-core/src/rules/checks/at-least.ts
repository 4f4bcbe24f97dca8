import { firstDayAfter } from '../calendar/count-days.ts'
import type { CaseFile } from '../case-file.ts'
import type { AtLeastPart, Subject, Verdict } from '../rule.ts'
import { dateWords, momentWords, periodWords, silent } from '../words.ts'
import { worstOf } from './worst.ts'

/** Between `from` and `until` lie at least so many days. Each `from` has the `until` of its own fact, or the last. */
export function judgeAtLeast(part: AtLeastPart, file: CaseFile, subject: Subject): Verdict | undefined {
  const begun = file.points(part.from, subject)
  const ends = file.points(part.until, subject)
  if (begun.length === 0) return silent(`no ${momentWords(part.from)} yet`)
  return worstOf(
    begun.map((from) => {
      const firstOn = firstDayAfter(file.calendar, from.day, part.period)
      const until = ends.find(({ eventId }) => eventId === from.eventId) ?? ends.at(-1)
      const due = `at the earliest ${dateWords(firstOn)}, ${periodWords(part.period)} after ${momentWords(part.from)} on ${dateWords(from.day)}`
      if (until === undefined) return silent(`no ${momentWords(part.until)} is stated, ${due}`, [from.eventId], firstOn)
      const events = from.eventId === until.eventId ? [from.eventId] : [from.eventId, until.eventId]
      const message = `${momentWords(part.until)} is ${dateWords(until.day)}, ${due}`
      return { state: until.day >= firstOn ? 'pass' : 'violated', dueOn: firstOn, events, message }
    }),
  )
}
