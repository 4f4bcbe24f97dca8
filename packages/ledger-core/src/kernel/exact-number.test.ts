import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isExactNumber } from './exact-number.ts'

const isExact = (literal: string) => isExactNumber(literal, Number(literal))

test.each([
  '0',
  '0.0',
  '0e5',
  '0.000000000000000000000000000000',
  '0e99999999999999999999',
  '0.1',
  '1.0',
  '1e3',
  '1E+3',
  '-12.50',
  '1.00000000000000000000000000000000',
  '100000000000000000000',
  '1e0000000000000000000000000021',
  '0.30000000000000004',
  '-0.30000000000000004',
  '5e-324',
  '1.7976931348623157e308',
  '0.000000000000000000000000000000000000000000001e45',
  '100000000000000000000000000000e-29',
])('%s is exact', (literal) => {
  expect(isExact(literal)).toBe(true)
})

test.each([
  '0.10000000000000000001',
  '9007199254740993',
  '-9007199254740993',
  '1.0000000000000000001',
  '123456789012345678',
  '1e400',
  '-1e400',
  '1e-400',
  '0.000000000000000000000000000000000000001e-400',
  '4.9e-324',
  '1e99999999999999999999',
  '1e-99999999999999999999',
  '0.1000000000000000055511151231257827',
])('%s is not exact', (literal) => {
  expect(isExact(literal)).toBe(false)
})

test('every number in its shortest form is exact, and no longer so with a digit behind it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      fc.pre(value !== 0)
      const [mantissa = '', exponent] = String(value).split('e')
      expect(isExact(String(value))).toBe(true)
      const longer = `${mantissa}${mantissa.includes('.') ? '' : '.'}00000000000000000001`
      expect(isExact(exponent === undefined ? longer : `${longer}e${exponent}`)).toBe(false)
    }),
  )
})

test('a decimal is exact when integers say so', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 })
  fc.assert(
    fc.property(fc.maxSafeNat(), digits, fc.integer({ min: -30, max: 30 }), (whole, fraction, exponent) => {
      const literal = `${whole}.${fraction}e${exponent}`
      const shortest = String(Number(literal))
      expect(isExact(literal)).toBe(scaled(literal) === scaled(shortest))
    }),
    { numRuns: 1_000 },
  )
})

test('ten million zeros take no more than their length', () => {
  const zeros = '0'.repeat(10_000_000)
  expect(isExact(`0.${zeros}1`)).toBe(false)
  expect(isExact(`1.${zeros}1`)).toBe(false)
  expect(isExact(`1.${zeros}`)).toBe(true)
})

/** The value times 10^100, in integers: another way to the same answer. */
function scaled(literal: string): bigint {
  const [mantissa = '', exponent = '0'] = literal.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return BigInt(whole + fraction) * 10n ** BigInt(100 + Number(exponent) - fraction.length)
}
