import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CalendarDate, dateOfDay, dayNumber } from '../../kernel/calendar-date.ts'
import { cnCalendar } from './cn.ts'
import {
  addCalendarDays,
  addMonths,
  addWorkingDays,
  firstDayAfter,
  lastDayBefore,
  lastDayWithin,
  type Period,
  rollForward,
} from './count-days.ts'

const day = (date: string): number => dayNumber(date as CalendarDate)
const on = (number: number): string => dateOfDay(number)
const calendarDays = (count: number): Period => ({ count, unit: 'calendarDays' })
const workingDays = (count: number): Period => ({ count, unit: 'workingDays' })

describe('counting days', () => {
  test('the day of the act is not counted', () => {
    expect(on(addCalendarDays(day('2023-05-04'), 1))).toBe('2023-05-05')
    expect(on(addWorkingDays(cnCalendar, day('2023-04-28'), 1))).toBe('2023-05-04')
    expect(on(addWorkingDays(cnCalendar, day('2023-04-29'), 0))).toBe('2023-04-29')
  })

  test('working days follow make-up days, forwards and backwards', () => {
    expect(on(addWorkingDays(cnCalendar, day('2023-09-28'), 2))).toBe('2023-10-08')
    expect(on(addWorkingDays(cnCalendar, day('2023-10-08'), -2))).toBe('2023-09-28')
    expect(on(addWorkingDays(cnCalendar, day('2024-02-09'), 1))).toBe('2024-02-18')
  })

  test('rolling goes to the next working day, and leaves a working day alone', () => {
    expect(on(rollForward(cnCalendar, day('2024-10-01')))).toBe('2024-10-08')
    expect(on(rollForward(cnCalendar, day('2024-10-12')))).toBe('2024-10-12')
  })

  test('what must be done within a period may be done on the next working day after its last', () => {
    expect(on(lastDayWithin(cnCalendar, day('2023-09-26'), calendarDays(3)))).toBe('2023-10-07')
  })

  test('a minimum is not lengthened by a day off, and one that is counted backwards is not moved', () => {
    expect(on(firstDayAfter(cnCalendar, day('2023-09-26'), calendarDays(3)))).toBe('2023-09-29')
    expect(on(firstDayAfter(cnCalendar, day('2023-09-26'), workingDays(3)))).toBe('2023-10-07')
    expect(on(lastDayBefore(cnCalendar, day('2023-10-09'), calendarDays(10)))).toBe('2023-09-29')
    expect(on(lastDayBefore(cnCalendar, day('2023-10-09'), workingDays(3)))).toBe('2023-09-28')
  })

  test('stopped days are passed over', () => {
    const isStopped = (at: number) => at > day('2023-06-05') && at <= day('2023-06-08')
    expect(on(lastDayWithin(cnCalendar, day('2023-06-02'), calendarDays(5), isStopped))).toBe('2023-06-12')
    expect(on(lastDayWithin(cnCalendar, day('2023-06-02'), workingDays(5), isStopped))).toBe('2023-06-14')
  })

  test.each([
    ['2023-01-31', 1, '2023-02-28'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2024-02-29', 180, '2039-02-28'],
    ['2023-03-31', -1, '2023-02-28'],
    ['2023-12-15', 1, '2024-01-15'],
    ['2023-01-15', -1, '2022-12-15'],
  ])('%s and %i months are %s', (from, count, expected) => {
    expect(on(addMonths(day(from), count))).toBe(expected)
  })

  test('a year that the calendar does not know is an error', () => {
    expect(() => addWorkingDays(cnCalendar, day('2026-12-30'), 5)).toThrow(
      expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }),
    )
  })
})

/** A walker that knows nothing of the functions above: it looks at every day, one by one. fast-check prints its seed. */
describe('day by day', () => {
  const from = fc.integer({ min: day('2015-02-01'), max: day('2025-06-30') })
  const count = fc.integer({ min: 0, max: 120 })
  const stops = fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 30 })

  function walk(start: number, left: number, counts: (at: number) => boolean): number {
    let at = start
    let seen = 0
    while (seen < left) {
      at += 1
      if (counts(at)) seen += 1
    }
    return at
  }

  test('working days', () => {
    fc.assert(
      fc.property(from, count, stops, (start, n, offsets) => {
        const stopped = new Set(offsets.map((offset) => start + offset))
        const counts = (at: number) => cnCalendar.isWorkingDay(at) && !stopped.has(at)
        const end = lastDayWithin(cnCalendar, start, workingDays(n), (at) => stopped.has(at))
        expect(end).toBe(walk(start, n, counts))
        let between = 0
        for (let at = start + 1; at <= end; at++) if (counts(at)) between += 1
        expect(between).toBe(n)
      }),
    )
  })

  test('calendar days, with the roll', () => {
    fc.assert(
      fc.property(from, count, stops, (start, n, offsets) => {
        const stopped = new Set(offsets.map((offset) => start + offset))
        let expected = walk(start, n, (at) => !stopped.has(at))
        while (!cnCalendar.isWorkingDay(expected)) expected += 1
        expect(lastDayWithin(cnCalendar, start, calendarDays(n), (at) => stopped.has(at))).toBe(expected)
      }),
    )
  })

  test('backwards undoes forwards, from a working day', () => {
    fc.assert(
      fc.property(from, count, (start, n) => {
        const working = rollForward(cnCalendar, start)
        expect(addWorkingDays(cnCalendar, addWorkingDays(cnCalendar, working, n), -n)).toBe(working)
      }),
    )
  })

  test('the period of whichever unit never ends before it begins, and one more day never ends it earlier', () => {
    const unit = fc.constantFrom('calendarDays', 'workingDays', 'months', 'years')
    fc.assert(
      fc.property(from, fc.integer({ min: 0, max: 8 }), unit, (start, n, of) => {
        fc.pre(of === 'calendarDays' || of === 'workingDays' || (of === 'months' ? n <= 8 : n === 0))
        const end = lastDayWithin(cnCalendar, start, { count: n, unit: of })
        expect(end).toBeGreaterThanOrEqual(start)
        expect(lastDayWithin(cnCalendar, start + 1, { count: n, unit: of })).toBeGreaterThanOrEqual(end)
      }),
    )
  })
})
