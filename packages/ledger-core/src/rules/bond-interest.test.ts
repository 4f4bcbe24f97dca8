import { expect, test } from 'vitest'
import { dayNumber } from '../kernel/calendar-date.ts'
import { simpleInterest365, type YearlyRate } from './bond-interest.ts'

const day = (date: string): number => dayNumber(date as never)
const rate = (from: string, percent: string): YearlyRate => ({ from: from as never, percent })
const interest = (minor: bigint, from: string, until: string, ...rates: readonly YearlyRate[]) =>
  simpleInterest365(minor, { fromOn: day(from), untilOn: day(until) }, rates)

test('a year at a rate is that rate, and a day a 365th of it', () => {
  expect(interest(1_000_000n, '2023-01-01', '2024-01-01', rate('2015-10-24', '0.35'))).toBe(3_500n)
  expect(interest(36_500_000n, '2023-01-01', '2023-01-02', rate('2015-10-24', '0.35'))).toBe(350n)
})

test('half a minor unit is rounded up, once, over all days', () => {
  // 3650 minor units at 10 % are 1 a day; at 5 % half of one.
  expect(interest(3_650n, '2023-01-01', '2023-01-02', rate('2020-01-01', '5'))).toBe(1n)
  expect(interest(3_649n, '2023-01-01', '2023-01-02', rate('2020-01-01', '5'))).toBe(0n)
  expect(interest(3_650n, '2023-01-01', '2023-01-04', rate('2020-01-01', '5'))).toBe(2n)
})

test('each day has the rate of that day', () => {
  const rates = [rate('2023-02-01', '5'), rate('2023-01-01', '10')]
  // 31 days of January at 10 %, 28 of February at 5 %.
  expect(interest(3_650_000n, '2023-01-01', '2023-03-01', ...rates)).toBe(31_000n + 14_000n)
})

test('without a rate for each of its days it is not computed, and for no day it is nothing', () => {
  expect(interest(100n, '2023-01-01', '2023-02-01')).toBeUndefined()
  expect(interest(100n, '2023-01-01', '2023-02-01', rate('2023-01-02', '1'))).toBeUndefined()
  expect(interest(100n, '2023-01-01', '2023-01-01')).toBe(0n)
})

test('what is no rate is refused', () => {
  for (const percent of ['', '-1', '0,35', '1.00001', '100'])
    expect(() => interest(100n, '2023-01-01', '2023-02-01', rate('2023-01-01', percent))).toThrow(/no yearly rate/)
})
