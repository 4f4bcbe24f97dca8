import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CalendarDate, dayNumber } from '../../kernel/calendar-date.ts'
import { cnCalendar } from './cn.ts'

const HOLIDAYS = join(import.meta.dirname, '../../../../../../shared/data/china/holidays')
const isAbsent = !existsSync(HOLIDAYS)
if (isAbsent) console.info(`skipped: there are no holiday files at ${HOLIDAYS}`)

const YEARS = Array.from({ length: 12 }, (_, index) => 2015 + index)

const noticeOf = (year: number): Notice => JSON.parse(readFileSync(join(HOLIDAYS, `${year}.json`), 'utf8'))
const day = (date: string): number => dayNumber(date as CalendarDate)
const isWorking = (date: string): boolean => cnCalendar.isWorkingDay(day(date))

interface Notice {
  readonly days: readonly { readonly date: string; readonly isOffDay: boolean }[]
}

describe('the working days of China', () => {
  test.each([
    ['2023-01-20', true, 'the day before the Spring Festival'],
    ['2023-01-27', false, 'its last day'],
    ['2023-01-28', true, 'a Saturday, made up for'],
    ['2023-01-29', true, 'a Sunday, made up for'],
    ['2024-02-09', true, 'New Year’s Eve, which was no day off in 2024'],
    ['2024-02-17', false, 'the last day of the Spring Festival'],
    ['2024-02-18', true, 'a Sunday, made up for'],
    ['2020-01-31', false, 'added to the Spring Festival by a second notice'],
    ['2018-12-29', true, 'a Saturday, by the notice of the next year'],
    ['2018-12-31', false, 'a Monday, by the notice of the next year'],
    ['2023-10-06', false, 'the last day of Mid-autumn and National Day'],
    ['2023-10-07', true, 'a Saturday, made up for'],
    ['2022-06-11', false, 'an ordinary Saturday'],
    ['2022-06-13', true, 'an ordinary Monday'],
  ])('%s: %s, %s', (date, expected) => {
    expect(isWorking(date)).toBe(expected)
  })

  test.each(['2014-12-31', '2027-01-01'])(
    '%s lies in a year without a notice, which is an error and never a guess',
    (date) => {
      expect(() => isWorking(date)).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }))
    },
  )

  test.skipIf(isAbsent).each(YEARS)('%i agrees day by day with the collection that it was taken from', (year) => {
    const { days } = noticeOf(year)
    // The notice of the next year may speak of the last days of this one.
    const later = year < 2026 ? noticeOf(year + 1).days : []
    const listed = new Map([...days, ...later].map(({ date, isOffDay }) => [date, !isOffDay]))
    for (let at = day(`${year}-01-01`); at <= day(`${year}-12-31`); at++) {
      const date = new Date(at * 86_400_000)
      const text = date.toISOString().slice(0, 10)
      const isWeekday = date.getUTCDay() !== 0 && date.getUTCDay() !== 6
      expect(cnCalendar.isWorkingDay(at), text).toBe(listed.get(text) ?? isWeekday)
    }
  })
})
