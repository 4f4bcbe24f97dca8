import { type CalendarDate, dateOfDay, dayNumber } from '../../kernel/calendar-date.ts'
import type { WorkingCalendar } from './working-calendar.ts'

/**
 * How the law counts. Days are day numbers. The day of the act is never counted: one day after the 1st is the 2nd.
 *
 * Source: 民法典 art. 201 to 203 in general; 招标投标法, 政府采购法 and their 条例 for each period.
 */

export const UNITS = ['calendarDays', 'workingDays', 'months', 'years'] as const

export interface Period {
  readonly count: number
  readonly unit: (typeof UNITS)[number]
}

/** Days that a period passes over: while it was suspended. */
export type IsStopped = (day: number) => boolean

const never: IsStopped = () => false

export const addCalendarDays = (day: number, count: number): number => day + count

/** The count-th working day after a day; before it when negative; the day itself for 0. */
export function addWorkingDays(calendar: WorkingCalendar, day: number, count: number): number {
  const step = Math.sign(count)
  let candidate = day
  for (let left = Math.abs(count); left > 0; ) {
    candidate += step
    if (calendar.isWorkingDay(candidate)) left -= 1
  }
  return candidate
}

/** The same day of the month so many months later; the last of the month where there is none (民法典 art. 202). */
export function addMonths(day: number, count: number): number {
  const date = dateOfDay(day)
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + count
  const first = dayNumber(dateOf(Math.floor(months / 12), (months % 12) + 1))
  const next = dayNumber(dateOf(Math.floor((months + 1) / 12), ((months + 1) % 12) + 1))
  return Math.min(first + Number(date.slice(8)) - 1, next - 1)
}

/** The day itself, or the next working day. */
export function rollForward(calendar: WorkingCalendar, day: number): number {
  let candidate = day
  while (!calendar.isWorkingDay(candidate)) candidate += 1
  return candidate
}

/** The last day of a period within which an act must be done. One that ends on a day off ends on the next working day. */
export function lastDayWithin(
  calendar: WorkingCalendar,
  from: number,
  period: Period,
  isStopped: IsStopped = never,
): number {
  if (period.unit === 'workingDays') return lastWorkingDay(calendar, from, period.count, isStopped)
  let end = plainEnd(from, period)
  for (let day = from + 1; day <= end; day++) if (isStopped(day)) end += 1
  return rollForward(calendar, end)
}

/** The first day on which a minimum is over. A day off does not lengthen it. */
export const firstDayAfter = (calendar: WorkingCalendar, from: number, period: Period): number =>
  period.unit === 'workingDays' ? addWorkingDays(calendar, from, period.count) : plainEnd(from, period)

/** The last day for what must be done so long before another: counted backwards, and never moved by a day off. */
export const lastDayBefore = (calendar: WorkingCalendar, until: number, { count, unit }: Period): number =>
  firstDayAfter(calendar, until, { count: -count, unit })

function lastWorkingDay(calendar: WorkingCalendar, from: number, count: number, isStopped: IsStopped): number {
  let day = from
  for (let left = count; left > 0; ) {
    day += 1
    if (!isStopped(day) && calendar.isWorkingDay(day)) left -= 1
  }
  return day
}

function plainEnd(from: number, { count, unit }: Period): number {
  if (unit === 'months') return addMonths(from, count)
  if (unit === 'years') return addMonths(from, 12 * count)
  return addCalendarDays(from, count)
}

const dateOf = (year: number, month: number): CalendarDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01` as CalendarDate
