import { CalendarDate, dayNumber } from '@procurement-ledger/core'
import { addWorkingDays, cnCalendar, rollForward } from '@procurement-ledger/core/rules'

/** Working days of the example county. Days are numbers of civil days since 1970-01-01. */

/** The day number of `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  return dayNumber(CalendarDate.parse(date))
}

export const isWorkingDay = (day: number): boolean => cnCalendar.isWorkingDay(day)

/** The day itself, or the next working day: where a period ends that would end on a day off. */
export const workingDayFrom = (day: number): number => rollForward(cnCalendar, day)

/** The day itself, or the last working day before it. */
export function workingDayUntil(day: number): number {
  let candidate = day
  while (!isWorkingDay(candidate)) candidate -= 1
  return candidate
}

/** The n-th working day after a day, which is not counted itself; with n = 0 the first working day from it. */
export const workingDaysAfter = (day: number, count: number): number =>
  count === 0 ? workingDayFrom(day) : addWorkingDays(cnCalendar, day, count)

/** Whether what is received that day can be answered on the next working day and within 3 days (TBR 22, 54). */
export const isAnsweredSoon = (day: number): boolean => workingDaysAfter(day, 1) <= day + 3

/** The working days from one day to another, both included. */
export function workingDaysIn(from: number, to: number): number[] {
  const days: number[] = []
  for (let day = from; day <= to; day++) if (isWorkingDay(day)) days.push(day)
  return days
}
