import { CalendarDate, dateOfDay, dayNumber, monthOf, quarterOf, yearOf } from '@procurement-ledger/core'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { finestPeriod, lastDayOf, periodAt, periodLabel, periodSql, periodsOfYear } from './period.ts'
import { sql } from './sql.ts'

const ofMonth = 'SELECT MIN(day) AS first, MAX(day) AS last, COUNT(*) AS n'

test('SQL resolves every day of the years that may be written into the month that the calendar says', () => {
  const [from, to] = [dayNumber(CalendarDate.parse('1900-01-01')), dayNumber(CalendarDate.parse('2999-12-31'))]
  const db = new Database(':memory:')
  const { text } =
    sql`WITH RECURSIVE days(day) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT day + 1 FROM days WHERE day < ?)
    ${{ text: ofMonth, params: [] }}, ${periodSql(sql`day`, 'month')} AS month FROM days GROUP BY month`
  const months = db.prepare(text).all(from, to) as { month: number; first: number; last: number; n: number }[]
  expect(months).toHaveLength(1100 * 12)
  for (const { month, first, last, n } of months) {
    const label = periodLabel(month, 'month', 'month')
    expect([dateOfDay(first), monthOf(dateOfDay(last)), n]).toEqual([`${label}-01`, label, last - first + 1])
    expect([periodAt(first, 'month'), lastDayOf(month, 'month')]).toEqual([month, last])
  }
})

test('SQL, the calendar and the label agree on quarters and years', () => {
  const db = new Database(':memory:')
  const { text } = sql`SELECT ${periodSql(sql`@day`, 'quarter')} AS quarter, ${periodSql(sql`@day`, 'year')} AS year`
  const asked = db.prepare(text)
  for (let day = dayNumber(dateOfDay(19_000)); day < 20_500; day += 1) {
    const date = dateOfDay(day)
    const { quarter, year } = asked.get({ day: BigInt(day) }) as { quarter: number; year: number }
    expect(periodLabel(quarter, 'quarter', 'quarter')).toBe(quarterOf(date))
    expect(periodLabel(quarter, 'quarter', 'year')).toBe(yearOf(date))
    expect(periodLabel(year, 'year', 'year')).toBe(yearOf(date))
    expect([quarter, year]).toEqual([periodAt(day, 'quarter'), periodAt(day, 'year')])
  }
})

test('a period ends on the day before the next begins', () => {
  const feb = periodAt(dayNumber(dateOfDay(19_754)), 'month')
  expect(periodLabel(feb, 'month', 'month')).toBe('2024-02')
  expect(dateOfDay(lastDayOf(feb, 'month'))).toBe('2024-02-29')
  expect(dateOfDay(lastDayOf(periodAt(19_754, 'quarter'), 'quarter'))).toBe('2024-03-31')
  expect(dateOfDay(lastDayOf(periodAt(19_754, 'year'), 'year'))).toBe('2024-12-31')
})

test('of several periods the finest is grouped by, and a year earlier is a whole number of it before', () => {
  expect(finestPeriod(['year', 'category', 'quarter'])).toBe('quarter')
  expect(finestPeriod(['category'])).toBeUndefined()
  expect([periodsOfYear('month'), periodsOfYear('quarter'), periodsOfYear('year')]).toEqual([12, 4, 1])
})
