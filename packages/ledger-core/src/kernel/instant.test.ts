import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { BrokenInvariant } from './fault.ts'
import { Instant, instantMs, utcMillis } from './instant.ts'

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01T08:00:00+08:00', 0],
  ['1969-12-31T18:30:00-05:30', 0],
  ['2023-05-06T09:00:00+08:00', Date.UTC(2023, 4, 6, 1)],
  ['2023-05-06T09:00:00.5Z', Date.UTC(2023, 4, 6, 9, 0, 0, 500)],
  ['2023-05-06T09:00:00.05+00:00', Date.UTC(2023, 4, 6, 9, 0, 0, 50)],
  ['2023-05-06T09:00:00.123456789Z', Date.UTC(2023, 4, 6, 9, 0, 0, 123)],
  ['2023-05-06T09:00:00.9999Z', Date.UTC(2023, 4, 6, 9, 0, 0, 999)],
  ['1969-12-31T23:59:59.9999Z', -1],
  ['1969-12-31T23:59:59.0001Z', -1000],
  ['2024-02-29T23:59:59+18:00', Date.UTC(2024, 1, 29, 5, 59, 59)],
  ['2024-02-29T23:59:59-18:00', Date.UTC(2024, 2, 1, 17, 59, 59)],
])('%s is %i', (text, ms) => {
  expect(Instant.parse(text)).toBe(text)
  expect(instantMs(text)).toBe(ms)
})

test.each([
  ['2023-05-06T09:00:00', /offset is missing/],
  ['2023-05-06T09:00:00.5', /offset is missing/],
  ['2023-05-06T09:00:60Z', /leap seconds/],
  ['2016-12-31T23:59:60Z', /leap seconds/],
  ['2023-05-06T09:00:00-00:00', /-00:00/],
  ['2023-05-06t09:00:00Z', /upper case/],
  ['2023-05-06T09:00:00z', /upper case/],
  ['2023-05-06 09:00:00Z', /upper case/],
  ['2023-05-06T09:00:00.1234567890Z', /9 digits/],
  ['2023-02-30T09:00:00Z', /exists/],
  ['2023-05-06T24:00:00Z', /exists/],
  ['2023-05-06T09:60:00Z', /exists/],
  ['2023-05-06T09:00:61Z', /exists/],
  ['2023-05-06T09:00:00+18:01', /exists/],
  ['2023-05-06T09:00:00-19:00', /exists/],
  ['2023-05-06T09:00:00+08:60', /exists/],
  ['2023-05-06T09:00:00+0800', /exists/],
  ['2023-05-06T09:00:00+08', /exists/],
  ['2023-05-06T09:00Z', /exists/],
  ['2023-05-06T09:00:00.Z', /exists/],
  ['2023-05-06T09:00:00,5Z', /exists/],
  ['2023-05-06T09:00:00Z\n', /exists/],
  ['+002023-05-06T09:00:00Z', /exists/],
  ['1899-12-31T09:00:00Z', /exists/],
  ['3000-01-01T00:00:00Z', /exists/],
  ['2023-05-06', /exists/],
  ['', /exists/],
  [1683363600000, /exists/],
  [undefined, /exists/],
])('%j is not an instant, and the message says why', (text, message) => {
  const issues = Instant.safeParse(text).error?.issues
  expect(issues).toHaveLength(1)
  expect(issues?.[0]?.message).toMatch(message)
  expect(() => instantMs(String(text))).toThrow(BrokenInvariant)
})

const year = { min: new Date('1900-01-02T00:00:00Z'), max: new Date('2999-12-30T00:00:00Z'), noInvalidDate: true }

test('what the ledger writes it reads, to the millisecond', () => {
  fc.assert(
    fc.property(fc.date(year), (at) => {
      expect(utcMillis(at.getTime())).toBe(at.toISOString())
      expect(instantMs(Instant.parse(utcMillis(at.getTime())))).toBe(at.getTime())
    }),
  )
})

test('an offset moves the clock and not the instant', () => {
  fc.assert(
    fc.property(fc.date(year), fc.integer({ min: -1080, max: 1080 }), (at, minutes) => {
      const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)
      const pad = (number: number) => String(number).padStart(2, '0')
      const size = Math.abs(minutes)
      const offset = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
      expect(instantMs(Instant.parse(`${local}${offset}`))).toBe(at.getTime())
    }),
  )
})

test('what is finer than a millisecond is cut off toward the past', () => {
  fc.assert(
    fc.property(fc.date(year), fc.stringMatching(/^[0-9]{1,9}$/), (at, fraction) => {
      const second = at.toISOString().slice(0, 19)
      const nanos = BigInt(fraction.padEnd(9, '0'))
      expect(instantMs(`${second}.${fraction}Z`)).toBe(Date.parse(`${second}Z`) + Number(nanos / 1_000_000n))
    }),
  )
})

test.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY, 253_402_300_800_000, -62_167_219_200_001, 1e20])(
  '%d is no time that the ledger can write',
  (ms) => {
    expect(() => utcMillis(ms)).toThrow(BrokenInvariant)
  },
)

test('the schema converts to JSON Schema', () => {
  expect(z.toJSONSchema(Instant)).toMatchObject({ type: 'string', format: 'date-time' })
})
