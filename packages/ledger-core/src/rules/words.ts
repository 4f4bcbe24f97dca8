import { dateOfDay } from '../kernel/calendar-date.ts'
import type { Period } from './calendar/count-days.ts'
import type { Moment, Verdict } from './rule.ts'

/** How messages name days, periods and moments. */

const UNIT_WORDS = {
  calendarDays: 'calendar day',
  workingDays: 'working day',
  months: 'month',
  years: 'year',
} as const

export const periodWords = ({ count, unit }: Period): string =>
  `${count} ${UNIT_WORDS[unit]}${Math.abs(count) === 1 ? '' : 's'}`

export const momentWords = (moment: Moment): string => {
  if ('named' in moment) return moment.named
  return moment.at === undefined ? moment.event : `${moment.at} of ${moment.event}`
}

export const dateWords = (day: number): string => dateOfDay(day)

/** Nothing to judge, and why. */
export const silent = (message: string, events: readonly string[] = [], dueOn?: number): Verdict => ({
  state: 'notApplicable',
  events,
  message,
  ...(dueOn !== undefined && { dueOn }),
})
