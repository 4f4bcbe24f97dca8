import { describe, expect, test } from 'vitest'
import { dateOf } from './moment.ts'
import {
  dayOf,
  isWorkingDay,
  workingDayFrom,
  workingDaysAfter,
  workingDaysIn,
  workingDayUntil,
} from './working-days.ts'

describe('working days', () => {
  test('follow the holiday notices: National Day of 2023 and its make-up days', () => {
    const days = workingDaysIn(dayOf('2023-09-27'), dayOf('2023-10-10')).map(dateOf)
    expect(days).toEqual(['2023-09-27', '2023-09-28', '2023-10-07', '2023-10-08', '2023-10-09', '2023-10-10'])
  })

  test('an ordinary weekend is off, an ordinary Monday is not', () => {
    expect([dayOf('2022-06-11'), dayOf('2022-06-12'), dayOf('2022-06-13')].map(isWorkingDay)).toEqual([
      false,
      false,
      true,
    ])
  })

  test('the day itself is not counted', () => {
    expect(dateOf(workingDaysAfter(dayOf('2023-04-28'), 1))).toBe('2023-05-04')
    expect(dateOf(workingDaysAfter(dayOf('2023-04-29'), 0))).toBe('2023-05-04')
    expect(dateOf(workingDayFrom(dayOf('2023-05-04')))).toBe('2023-05-04')
    expect(dateOf(workingDayUntil(dayOf('2023-05-03')))).toBe('2023-04-28')
  })

  test('a year without a notice is an error, never a guess', () => {
    for (const date of ['2014-12-31', '2027-01-01'])
      expect(() => isWorkingDay(dayOf(date))).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }))
  })
})
