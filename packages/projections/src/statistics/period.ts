import { type CalendarDate, dateOfDay, dayNumber } from '@procurement-ledger/core'
import type { GroupKey, Period } from './definition.ts'
import { type Sql, sql } from './sql.ts'

/**
 * Months, quarters and years as numbers that SQL can group by: whole periods since January, the first quarter or the
 * start of the year 0.
 */

const MONTHS: { readonly [P in Period]: number } = { month: 1, quarter: 3, year: 12 }

/** The days that a year of four digits can say: bounds for a query that has none. */
export const FIRST_DAY = -719_162
export const LAST_DAY = 2_932_896

/** The shortest of the periods that are asked for; the others follow from it. */
export function finestPeriod(groupBy: readonly GroupKey[]): Period | undefined {
  const order: readonly Period[] = ['month', 'quarter', 'year']
  return order.find((period) => groupBy.includes(period))
}

/**
 * The number of the period of a day number, in integer arithmetic that every SQL engine has: no engine's own calendar
 * is asked. Good for the years 0001 to 9999.
 *
 * Source: Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022): in
 * years that begin on 1 March, a day is resolved into century, year and month by three divisions.
 */
export function periodSql(day: Sql, period: Period): Sql {
  const scaled = sql`(4 * ${day} + 2877875)`
  const inCentury = sql`(${scaled} % 146097 / 4 * 4 + 3)`
  const year = sql`(100 * (${scaled} / 146097) + ${inCentury} / 1461)`
  // March is month 0 of such a year, and month 2 of a civil one.
  const month = sql`((5 * (${inCentury} % 1461 / 4) + 2) / 153 + 2)`
  const months = sql`(12 * ${year} + ${month})`
  const length = MONTHS[period]
  return length === 1 ? months : sql`(${months} / ${{ text: String(length), params: [] }})`
}

/** The same number, reckoned here. */
export function periodAt(day: number, period: Period): number {
  const date = dateOfDay(day)
  return Math.floor((Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1) / MONTHS[period])
}

/** `2023-03`, `2023-Q1` or `2023`: the label of `label`'s period in which the period with this number begins. */
export function periodLabel(number: number, period: Period, label: Period): string {
  const months = number * MONTHS[period]
  const year = String(Math.floor(months / 12)).padStart(4, '0')
  const month = months % 12
  if (label === 'year') return year
  if (label === 'quarter') return `${year}-Q${Math.floor(month / 3) + 1}`
  return `${year}-${String(month + 1).padStart(2, '0')}`
}

/** The day number of the last day of a period. */
export function lastDayOf(number: number, period: Period): number {
  const next = periodLabel(number + 1, period, 'month')
  // Not parsed: a year earlier than the first that may be written is compared with, too.
  return dayNumber(`${next}-01` as CalendarDate) - 1
}

/** How many of the periods a year has: a year earlier is so many before. */
export const periodsOfYear = (period: Period): number => 12 / MONTHS[period]
