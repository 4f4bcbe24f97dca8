import { z } from 'zod'
import { type CalendarDate, dateOfDay, dayNumber, isDate } from '../../kernel/calendar-date.ts'
import { Fault } from '../../kernel/fault.ts'
import { Id, Line } from '../../kernel/ids.ts'
import { calendarUnknown, type WorkingCalendar } from './working-calendar.ts'

const DAYS_OF_WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** 1970-01-01 was a Thursday. */
const FIRST_DAY_OF_WEEK = DAYS_OF_WEEK.indexOf('thursday')

/** `05-01` or `10-01/10-07`, separated by spaces. */
const DAYS = /^(?:\d{2}-\d{2}(?:\/\d{2}-\d{2})?(?: |$))*$/
const notDays = 'is no list of days; write MM-DD and MM-DD/MM-DD, separated by single spaces'

const Days = z.string().regex(DAYS, notDays)

const ListedYear = z.strictObject({
  year: z.int().min(1900).max(2999),
  /** Where the days stand, as addresses or numbers of notices. */
  sources: z.array(Line),
  /** Days off, first and last day of each run; weekends may be among them. */
  off: Days,
  /** Weekend days on which work is made up for. */
  on: Days,
})

/** A calendar as data: a week, and year by year what differs from it. A year that is not listed is not known. */
export const ListedCalendar = z.strictObject({
  version: Id,
  weekend: z.array(z.enum(DAYS_OF_WEEK)).max(6),
  years: z.array(ListedYear).min(1),
})

export type ListedCalendar = z.input<typeof ListedCalendar>

/**
 * Builds a calendar from its data.
 *
 * @example buildCalendar({ version: 'xy-2024.1', weekend: ['saturday', 'sunday'], years: [{ year: 2024, sources: [], off: '01-01', on: '' }] })
 * @throws Fault CALENDAR_INVALID, naming where the data are wrong
 */
export function buildCalendar(data: ListedCalendar): WorkingCalendar {
  const parsed = ListedCalendar.safeParse(data)
  if (!parsed.success) throw invalidCalendar(z.prettifyError(parsed.error))
  const { version, weekend, years } = parsed.data
  const weekendDays = new Set(weekend.map((name) => DAYS_OF_WEEK.indexOf(name)))
  const known = new Set<number>()
  const listed = new Map<number, boolean>()
  for (const { year, off, on } of years) {
    if (known.has(year)) throw invalidCalendar(`the year ${year} is listed twice`)
    known.add(year)
    for (const day of daysOf(year, off)) listed.set(day, false)
    for (const day of daysOf(year, on)) {
      if (listed.has(day)) throw invalidCalendar(`${dateOfDay(day)} is listed as a day off and as a working day`)
      listed.set(day, true)
    }
  }

  // Asked many times for few days: what was found once is kept.
  const found = new Map<number, boolean>()
  const find = (day: number): boolean => {
    const year = Number(dateOfDay(day).slice(0, 4))
    if (!known.has(year)) throw calendarUnknown(version, year)
    const isWorking = listed.get(day) ?? !weekendDays.has(modulo(day + FIRST_DAY_OF_WEEK, 7))
    found.set(day, isWorking)
    return isWorking
  }
  return { version, isWorkingDay: (day) => found.get(day) ?? find(day) }
}

const MoreYears = ListedCalendar.omit({ weekend: true })
type MoreYears = z.input<typeof MoreYears>

/**
 * The same calendar with further years, as a new notice brings them: a year that both list is as `more` lists it.
 *
 * @throws Fault CALENDAR_INVALID
 */
export function withYears(base: ListedCalendar, more: MoreYears): ListedCalendar {
  const parsed = MoreYears.safeParse(more)
  if (!parsed.success) throw invalidCalendar(z.prettifyError(parsed.error))
  const { version, years } = parsed.data
  const kept = base.years.filter(({ year }) => !years.some((one) => one.year === year))
  return { ...base, version, years: [...kept, ...years] }
}

function* daysOf(year: number, text: string): Generator<number> {
  for (const run of text.split(' ').filter(Boolean)) {
    const [first, last] = run.split('/') as [string, string?]
    const from = dayOf(year, first)
    const until = dayOf(year, last ?? first)
    if (until < from) throw invalidCalendar(`${run} of ${year} ends before it begins`)
    for (let day = from; day <= until; day++) yield day
  }
}

function dayOf(year: number, monthAndDay: string): number {
  const date = `${year}-${monthAndDay}`
  if (!isDate(date)) throw invalidCalendar(`${date} is not a day that exists`)
  return dayNumber(date as CalendarDate)
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by

const invalidCalendar = (what: string): Fault =>
  new Fault('CALENDAR_INVALID', `the data of a calendar are wrong: ${what}`)
