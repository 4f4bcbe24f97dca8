import { CalendarDate, dateOfDay, dayNumber, monthOf, quarterOf, yearOf } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import { finestPeriod, lastDayOf, periodAt, periodLabel, periodSql, periodsOfYear } from './period.ts'
import { sql } from './sql.ts'

const ofMonth = 'SELECT MIN(day) AS first, MAX(day) AS last, COUNT(*) AS n'

const asked = onEveryEngine()

test('SQL resolves every day of the years that may be written into the month that the calendar says', async () => {
  const [from, to] = [dayNumber(CalendarDate.parse('1900-01-01')), dayNumber(CalendarDate.parse('2999-12-31'))]
  const { text, params } =
    sql`WITH RECURSIVE days(day) AS (SELECT CAST(${from} AS BIGINT) UNION ALL SELECT day + 1 FROM days WHERE day < ${to})
    ${{ text: ofMonth, params: [] }}, ${periodSql(sql`day`, 'month')} AS month FROM days GROUP BY month ORDER BY month`
  const months = await asked({}, (models) =>
    models.query<{ month: number; first: number; last: number; n: number }>(text, params),
  )
  expect(months).toHaveLength(1100 * 12)
  for (const { month, first, last, n } of months) {
    const label = periodLabel(month, 'month', 'month')
    expect([dateOfDay(first), monthOf(dateOfDay(last)), n]).toEqual([`${label}-01`, label, last - first + 1])
    expect([periodAt(first, 'month'), lastDayOf(month, 'month')]).toEqual([month, last])
  }
})

test('SQL, the calendar and the label agree on quarters and years', async () => {
  const { text, params } =
    sql`WITH RECURSIVE days(day) AS (SELECT CAST(${19_000} AS BIGINT) UNION ALL SELECT day + 1 FROM days WHERE day < ${20_499})
    SELECT day, ${periodSql(sql`day`, 'quarter')} AS quarter, ${periodSql(sql`day`, 'year')} AS year FROM days ORDER BY day`
  const days = await asked({}, (models) => models.query<{ day: number; quarter: number; year: number }>(text, params))
  expect(days).toHaveLength(1_500)
  for (const { day, quarter, year } of days) {
    const date = dateOfDay(day)
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
