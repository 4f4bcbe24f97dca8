import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  addDays,
  CalendarDate,
  dateOfDay,
  dayNumber,
  daysBetween,
  monthOf,
  quarterOf,
  yearEarlier,
  yearOf,
} from './calendar-date.ts'
import { BrokenInvariant } from './fault.ts'

const date = (text: string) => CalendarDate.parse(text)

const DAY_MS = 86_400_000
const FIRST = dayNumber(date('1900-01-01'))
const LAST = dayNumber(date('2999-12-31'))
const day = fc.integer({ min: FIRST, max: LAST })

test.each(['1900-01-01', '2999-12-31', '2024-02-29', '2000-02-29', '2023-12-31'])('%s is a date', (text) => {
  expect(date(text)).toBe(text)
})

test.each([
  ...['2023-02-29', '2023-02-30', '1900-02-29', '2023-04-31', '2023-00-10', '2023-13-10', '2023-01-00', '2023-01-32'],
  ...['1899-12-31', '3000-01-01', '0001-01-01', '9999-12-31'],
  ...['', '2023-1-1', '20230101', '2023-01-01T00:00:00Z', '2023-01-01\n', ' 2023-01-01', '2023/01/01', '+2023-01-01'],
  ...['２０２３-01-01', 20230101, null, undefined],
])('%j is not a date', (text) => {
  expect(CalendarDate.safeParse(text).error?.issues).toHaveLength(1)
})

test('days are numbered as UTC numbers them, for every day that may be written', () => {
  for (let number = FIRST; number <= LAST; number += 1) {
    const text = dateOfDay(number)
    if (text !== new Date(number * DAY_MS).toISOString().slice(0, 10)) expect.fail(`day ${number} is not ${text}`)
    if (dayNumber(text) !== number) expect.fail(`${text} is not day ${number}`)
  }
  expect(dateOfDay(0)).toBe('1970-01-01')
})

test('every day that may be written is accepted, and no other text of its shape', () => {
  fc.assert(
    fc.property(fc.nat(9999), fc.nat(99), fc.nat(99), (year, month, dayOfMonth) => {
      const pad = (number: number, length: number) => String(number).padStart(length, '0')
      const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`
      const read = new Date(0)
      read.setUTCFullYear(year, month - 1, dayOfMonth)
      const exists = read.toISOString().startsWith(text) && year >= 1900 && year <= 2999
      expect(CalendarDate.safeParse(text).success).toBe(exists)
    }),
    { numRuns: 5_000 },
  )
})

test('arithmetic has room beyond the years that may be written, up to four digits', () => {
  expect(addDays(date('2999-12-31'), 1)).toBe('3000-01-01')
  expect(addDays(date('1900-01-01'), -1)).toBe('1899-12-31')
  expect(dateOfDay(-719_162)).toBe('0001-01-01')
  expect(dateOfDay(2_932_896)).toBe('9999-12-31')
  for (const number of [-719_163, 2_932_897, 0.5, Number.NaN]) expect(() => dateOfDay(number)).toThrow(BrokenInvariant)
  expect(() => yearEarlier(dateOfDay(-719_162))).toThrow(BrokenInvariant)
})

test('days are added and counted alike', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -100_000, max: 100_000 }), (number, days) => {
      const from = dateOfDay(number)
      expect(daysBetween(from, addDays(from, days))).toBe(days)
    }),
  )
  expect(daysBetween(date('2024-02-28'), date('2024-03-01'))).toBe(2)
})

test('dates sort as texts as they sort as days', () => {
  fc.assert(
    fc.property(day, day, (a, b) => {
      expect(dateOfDay(a) < dateOfDay(b)).toBe(a < b)
    }),
  )
})

test('a date has a month, a quarter and a year', () => {
  expect(monthOf(date('2023-03-31'))).toBe('2023-03')
  expect(yearOf(date('2023-03-31'))).toBe('2023')
  const quarters = Array.from({ length: 12 }, (_, index) =>
    quarterOf(date(`2023-${String(index + 1).padStart(2, '0')}-01`)),
  )
  expect(quarters.map((quarter) => quarter.slice(5)).join(' ')).toBe('Q1 Q1 Q1 Q2 Q2 Q2 Q3 Q3 Q3 Q4 Q4 Q4')
  expect(quarterOf(date('2023-03-31'))).toBe('2023-Q1')
})

test('a year earlier is the same date, but for 29 February', () => {
  expect(yearEarlier(date('2024-02-29'))).toBe('2023-02-28')
  expect(yearEarlier(date('2025-02-28'))).toBe('2024-02-28')
  expect(yearEarlier(date('2023-10-01'))).toBe('2022-10-01')
  expect(yearEarlier(date('1900-01-01'))).toBe('1899-01-01')
})

test('the schema converts to JSON Schema', () => {
  expect(z.toJSONSchema(CalendarDate)).toMatchObject({ type: 'string', format: 'date' })
})
