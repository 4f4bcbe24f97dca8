import { CalendarDate, dayNumber } from '@procurement-ledger/core'

/**
 * Working days of the example county. Days are numbers of civil days since 1970-01-01.
 *
 * Source: the State Council's yearly holiday notices (国务院办公厅关于部分节假日安排的通知), as collected by
 * github.com/NateScarlet/holiday-cn (MIT). Only what differs from Monday to Friday stands here, month and day.
 */
// biome-ignore format: one year a line.
const NOTICES: { readonly [year: string]: { readonly off: string; readonly on: string } } = {
  2015: { off: '0101 0102 0218 0219 0220 0223 0224 0406 0501 0622 0903 0904 1001 1002 1005 1006 1007',      on: '0104 0215 0228 0906 1010' },
  2016: { off: '0101 0208 0209 0210 0211 0212 0404 0502 0609 0610 0915 0916 1003 1004 1005 1006 1007',      on: '0206 0214 0612 0918 1008 1009' },
  2017: { off: '0102 0127 0130 0131 0201 0202 0403 0404 0501 0529 0530 1002 1003 1004 1005 1006',           on: '0122 0204 0401 0527 0930' },
  2018: { off: '0101 0215 0216 0219 0220 0221 0405 0406 0430 0501 0618 0924 1001 1002 1003 1004 1005 1231', on: '0211 0224 0408 0428 0929 0930 1229' },
  2019: { off: '0101 0204 0205 0206 0207 0208 0405 0501 0502 0503 0607 0913 1001 1002 1003 1004 1007',      on: '0202 0203 0428 0505 0929 1012' },
  2020: { off: '0101 0124 0127 0128 0129 0130 0131 0406 0501 0504 0505 0625 0626 1001 1002 1005 1006 1007 1008', on: '0119 0426 0509 0628 0927 1010' },
  2021: { off: '0101 0211 0212 0215 0216 0217 0405 0503 0504 0505 0614 0920 0921 1001 1004 1005 1006 1007', on: '0207 0220 0425 0508 0918 0926 1009' },
  2022: { off: '0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007', on: '0129 0130 0402 0424 0507 1008 1009' },
  2023: { off: '0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006', on: '0128 0129 0423 0506 0625 1007 1008' },
  2024: { off: '0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007', on: '0204 0218 0407 0428 0511 0914 0929 1012' },
}

const FIRST_DAY = dayOf('2015-01-01')
const LAST_DAY = dayOf('2024-12-31')

const daysOff = listed('off')
const makeUpDays = listed('on')

/** The day number of `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  return dayNumber(CalendarDate.parse(date))
}

export function isWorkingDay(day: number): boolean {
  if (day < FIRST_DAY || day > LAST_DAY) throw new RangeError(`there is no holiday notice for day ${day}`)
  // Day 0 was a Thursday.
  const weekday = (day + 4) % 7
  const isWeekend = weekday === 0 || weekday === 6
  return isWeekend ? makeUpDays.has(day) : !daysOff.has(day)
}

/** The day itself, or the next working day: where a period ends that would end on a day off. */
export function workingDayFrom(day: number): number {
  let candidate = day
  while (!isWorkingDay(candidate)) candidate += 1
  return candidate
}

/** The day itself, or the last working day before it. */
export function workingDayUntil(day: number): number {
  let candidate = day
  while (!isWorkingDay(candidate)) candidate -= 1
  return candidate
}

/** The n-th working day after a day, which is not counted itself; with n = 0 the first working day from it. */
export function workingDaysAfter(day: number, count: number): number {
  let candidate = count === 0 ? workingDayFrom(day) : day
  for (let left = count; left > 0; left--) candidate = workingDayFrom(candidate + 1)
  return candidate
}

/** Whether what is received that day can be answered on the next working day and within 3 days (TBR 22, 54). */
export const isAnsweredSoon = (day: number): boolean => workingDaysAfter(day, 1) <= day + 3

/** The working days from one day to another, both included. */
export function workingDaysIn(from: number, to: number): number[] {
  const days: number[] = []
  for (let day = from; day <= to; day++) if (isWorkingDay(day)) days.push(day)
  return days
}

function listed(kind: 'off' | 'on'): ReadonlySet<number> {
  const days = Object.entries(NOTICES).flatMap(([year, notice]) =>
    notice[kind].split(' ').map((text) => dayOf(`${year}-${text.slice(0, 2)}-${text.slice(2)}`)),
  )
  return new Set(days)
}
