import { z } from 'zod'
import { BrokenInvariant } from './fault.ts'
import { quoted, saying } from './quoted.ts'

// Source: ISO 8601-1 calendar dates; the proleptic Gregorian calendar. A day number counts days from 1970-01-01.

/** The years that may be written: no fact of a ledger lies outside them, and arithmetic keeps room on both sides. */
const FIRST_YEAR = 1900
const LAST_YEAR = 2999

/** 0001-01-01 and 9999-12-31: what four digits of a year can say. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const notADate = saying(
  `is not a date; write YYYY-MM-DD, a day that exists, in the years ${FIRST_YEAR} to ${LAST_YEAR}`,
)

/** A day of the calendar without a time or a zone, `YYYY-MM-DD`. Which instants it covers is a question of the zone. */
export const CalendarDate = z
  .string(notADate)
  .regex(DATE, notADate)
  .refine(isDate, notADate)
  .brand<'CalendarDate'>()
  .meta({ format: 'date' })

export type CalendarDate = z.infer<typeof CalendarDate>

/** Whether the text begins with a day that exists, `YYYY-MM-DD`, in the years that may be written. */
export function isDate(text: string): boolean {
  const year = yearNumber(text)
  const month = digits(text, 5)
  const day = digits(text, 8)
  return year >= FIRST_YEAR && year <= LAST_YEAR && day >= 1 && day <= daysInMonth(year, month)
}

/** Days from 1970-01-01, negative before. */
export const dayNumber = (date: CalendarDate): number => dayNumberOf(yearNumber(date), digits(date, 5), digits(date, 8))

/**
 * The inverse of `dayNumber`.
 *
 * @throws BrokenInvariant outside the years 0001 to 9999
 */
export function dateOfDay(day: number): CalendarDate {
  if (!Number.isInteger(day) || day < FIRST_DAY || day > LAST_DAY) {
    throw new BrokenInvariant(`day ${day} is not within the years 0001 to 9999`)
  }
  // The inverse of dayNumberOf: eras of 400 years, in years that begin on 1 March.
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  return written(year, month, dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1)
}

/** Days from `from` to `to`: 1 from a day to the next, negative backwards. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumber(to) - dayNumber(from)

/** The date so many whole days later; earlier when negative. */
export const addDays = (date: CalendarDate, days: number): CalendarDate => dateOfDay(dayNumber(date) + days)

/** `2023-03`, the label of a month in statistics. */
export const monthOf = (date: CalendarDate): string => date.slice(0, 7)

/** `2023-Q1`. */
export const quarterOf = (date: CalendarDate): string => `${date.slice(0, 4)}-Q${Math.ceil(digits(date, 5) / 3)}`

/** `2023`. */
export const yearOf = (date: CalendarDate): string => date.slice(0, 4)

/** The same date one year earlier, for comparisons year on year. 29 February becomes 28 February. */
export function yearEarlier(date: CalendarDate): CalendarDate {
  const year = yearNumber(date) - 1
  const month = digits(date, 5)
  if (year < 1) throw new BrokenInvariant(`${quoted(date)} has no year before it that four digits can say`)
  return written(year, month, Math.min(digits(date, 8), daysInMonth(year, month)))
}

/**
 * Days from 1970-01-01 of a civil date, without going through an instant: in integers, and right for any year.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
 */
export function dayNumberOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysInMonth(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeapYear ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0)
}

const written = (year: number, month: number, day: number): CalendarDate =>
  `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}` as CalendarDate

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : `${number}`)

const yearNumber = (text: string): number => digits(text, 0) * 100 + digits(text, 2)

/** The number of the two digits at `index`. */
const digits = (text: string, index: number): number =>
  (text.charCodeAt(index) - 0x30) * 10 + text.charCodeAt(index + 1) - 0x30
