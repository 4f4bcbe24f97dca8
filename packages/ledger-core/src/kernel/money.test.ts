import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CURRENCY_CODES, minorDigits } from './currency.ts'
import { BrokenInvariant } from './fault.ts'
import { fromMinor, Money, Rate, toMinor } from './money.ts'

const pathsOf = (value: unknown) => Money.safeParse(value).error?.issues.map(({ path }) => path.join('/'))

test.each([
  ['0', 'CNY'],
  ['0.5', 'CNY'],
  ['1234567.89', 'CNY'],
  ['999999999999999.99', 'CNY'],
  ['1000', 'JPY'],
  ['0.125', 'KWD'],
  ['1.2345', 'CLF'],
  ['922337203685477.5807', 'CLF'],
  ['7.10', 'HRK'],
])('%s %s is money', (amount, currency) => {
  expect(Money.parse({ amount, currency })).toEqual({ amount, currency })
})

test.each([
  ...['', '00', '01', '.5', '5.', '-0', '-1', '+1', '1e3', '1,5', '1 000', ' 1', '1\n', '0x1', 'NaN', '１'],
  ...['1000000000000000', '1.23456'],
])('%j is not an amount', (amount) => {
  expect(pathsOf({ amount, currency: 'CNY' })).toEqual(['amount'])
})

test.each([
  ['1.234', 'CNY'],
  ['1.0', 'JPY'],
  ['1.2345', 'KWD'],
  ['922337203685477.5808', 'CLF'],
])('%s is more than %s can hold', (amount, currency) => {
  expect(pathsOf({ amount, currency })).toEqual(['amount'])
})

test.each(['', 'cny', 'RMB', 'XXX', 'CNYX'])('%j is not a currency', (currency) => {
  expect(pathsOf({ amount: '1', currency })).toEqual(['currency'])
})

test('money is an amount and a currency and nothing else', () => {
  expect(pathsOf({ amount: 1, currency: 'CNY' })).toEqual(['amount'])
  expect(pathsOf({ amount: '1' })).toEqual(['currency'])
  expect(pathsOf({ amount: 'x', currency: 'y' })).toEqual(['amount', 'currency'])
  expect(pathsOf({ amount: '1', currency: 'CNY', tax: '0' })).toEqual([''])
  expect(pathsOf('1 CNY')).toEqual([''])
})

test('minor units are the amount without its point', () => {
  expect(toMinor({ amount: '12.5', currency: 'CNY' })).toBe(1250n)
  expect(toMinor({ amount: '12', currency: 'JPY' })).toBe(12n)
  expect(toMinor({ amount: '-0.05', currency: 'CNY' })).toBe(-5n)
  expect(fromMinor(-5n, 'CNY')).toEqual({ amount: '-0.05', currency: 'CNY' })
  expect(fromMinor(0n, 'KWD')).toEqual({ amount: '0.000', currency: 'KWD' })
  expect(fromMinor(-7n, 'JPY')).toEqual({ amount: '-7', currency: 'JPY' })
})

test.each([
  ['1.234', 'CNY'],
  ['1', 'XXX'],
  ['1e3', 'CNY'],
  ['', 'CNY'],
])('%j %s in the middle of the ledger is a broken invariant', (amount, currency) => {
  expect(() => toMinor({ amount, currency })).toThrow(BrokenInvariant)
})

test('what is not a currency cannot be written', () => {
  expect(() => fromMinor(1n, 'RMB')).toThrow(BrokenInvariant)
})

const currency = fc.constantFrom(...CURRENCY_CODES)

test('minor units survive being written, in exactly the digits of their currency', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), currency, (minor, code) => {
      const money = fromMinor(minor, code)
      expect(toMinor(money)).toBe(minor)
      expect(money.amount.split('.')[1]?.length ?? 0).toBe(minorDigits(code))
      expect(money.amount).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/)
    }),
  )
})

test('what is computed and not negative may be sent again, up to 15 digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), currency, (minor, code) => {
      expect(Money.safeParse(fromMinor(minor, code)).success).toBe(true)
    }),
  )
})

test('every amount that is accepted keeps its value', () => {
  const amount = fc.stringMatching(/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$/)
  fc.assert(
    fc.property(amount, currency, (amount, code) => {
      fc.pre(Money.safeParse({ amount, currency: code }).success)
      const written = fromMinor(toMinor({ amount, currency: code }), code).amount
      const padding = written.slice(amount.length)
      expect(written.startsWith(amount)).toBe(true)
      expect(padding).toMatch(/^\.?0*$/)
    }),
  )
})

test.each(['0', '0.5', '1.5', '100', '999999.999999'])('%s is a rate', (rate) => {
  expect(Rate.parse(rate)).toBe(rate)
})

test.each(['', '-1', '00', '01', '.5', '5.', '1e1', '1%', '1000000', '0.1234567', 1.5])('%j is not a rate', (rate) => {
  expect(Rate.safeParse(rate).success).toBe(false)
})

test('the schemas convert to JSON Schema', () => {
  expect(z.toJSONSchema(Money)).toMatchObject({
    type: 'object',
    required: ['amount', 'currency'],
    additionalProperties: false,
    properties: { amount: { type: 'string' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  })
  expect(z.toJSONSchema(Rate)).toMatchObject({ type: 'string', pattern: expect.any(String) })
})
