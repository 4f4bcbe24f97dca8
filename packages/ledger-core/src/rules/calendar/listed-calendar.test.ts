import { describe, expect, test } from 'vitest'
import { type CalendarDate, dayNumber } from '../../kernel/calendar-date.ts'
import { buildCalendar, type ListedCalendar } from './listed-calendar.ts'

const day = (date: string): number => dayNumber(date as CalendarDate)
const year = (override: object = {}) => ({ year: 2024, sources: [], off: '', on: '', ...override })
const listed = (override: object = {}): ListedCalendar =>
  ({ version: 'xy-2024.1', weekend: ['saturday', 'sunday'], years: [year()], ...override }) as ListedCalendar

describe('a calendar of data', () => {
  test('is a plain week where nothing else is listed', () => {
    const { isWorkingDay, version } = buildCalendar(listed())
    expect(version).toBe('xy-2024.1')
    const week = ['2024-05-03', '2024-05-04', '2024-05-05', '2024-05-06'].map((date) => isWorkingDay(day(date)))
    expect(week).toEqual([true, false, false, true])
  })

  test('has the weekend of its country, and runs of days', () => {
    const { isWorkingDay } = buildCalendar(
      listed({ weekend: ['friday', 'saturday'], years: [year({ off: '04-10/04-12 07-01', on: '04-13' })] }),
    )
    const days = ['2024-04-09', '2024-04-10', '2024-04-12', '2024-04-13', '2024-07-01', '2024-07-05', '2024-07-07']
    expect(days.map((date) => isWorkingDay(day(date)))).toEqual([true, false, false, true, false, false, true])
  })

  test('knows the listed years and no other, also before 1970', () => {
    const { isWorkingDay } = buildCalendar(listed({ years: [year({ year: 1969 })] }))
    expect(isWorkingDay(day('1969-12-31'))).toBe(true)
    expect(isWorkingDay(day('1969-12-28'))).toBe(false)
    expect(() => isWorkingDay(day('1970-01-01'))).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }))
  })

  test.each([
    ['a day that does not exist', { years: [year({ off: '02-30' })] }],
    ['a run that ends before it begins', { years: [year({ off: '05-03/05-01' })] }],
    ['a day listed twice', { years: [year({ off: '05-01', on: '05-01' })] }],
    ['a year listed twice', { years: [year(), year()] }],
    ['a text that is no list', { years: [year({ off: '1 May' })] }],
    ['no years', { years: [] }],
    [
      'a week without a working day',
      { weekend: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] },
    ],
    ['another field', { holidays: [] }],
  ])('is refused for %s', (_, override) => {
    expect(() => buildCalendar(listed(override))).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
  })
})
