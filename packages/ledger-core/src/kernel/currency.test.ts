import { expect, test } from 'vitest'
import { CURRENCY_CODES, isWithdrawnCurrency, minorDigits } from './currency.ts'

test.each([
  ['CNY', 2],
  ['EUR', 2],
  ['COP', 2],
  ['MGA', 2],
  ['MRU', 2],
  ['JPY', 0],
  ['CLP', 0],
  ['ISK', 0],
  ['UGX', 0],
  ['XOF', 0],
  ['KWD', 3],
  ['TND', 3],
  ['IQD', 3],
  ['CLF', 4],
  ['UYW', 4],
  ['BYR', 0],
  ['HRK', 2],
])('%s has %i decimal places', (code, digits) => {
  expect(minorDigits(code)).toBe(digits)
})

test.each(['', 'cny', 'RMB', 'XXX', 'XTS', 'XAU', 'XDR', 'EURO', ' EUR', 'constructor'])(
  '%j is no currency',
  (code) => {
    expect(minorDigits(code)).toBeUndefined()
  },
)

test('every code is three capitals, and stands once', () => {
  expect(CURRENCY_CODES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([])
  expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length)
})

test('withdrawn codes are accepted for history, and told apart', () => {
  const withdrawn = CURRENCY_CODES.filter(isWithdrawnCurrency)
  expect(withdrawn.join(' ')).toBe('ANG BGN BYR CUC EEK HRK LTL LVL MRO SKK SLL STD VEF ZMK ZWL')
  expect(isWithdrawnCurrency('CNY')).toBe(false)
  expect(isWithdrawnCurrency('XXX')).toBe(false)
})

test('every currency that the runtime offers is a currency here', () => {
  // Intl offers what CLDR holds to be in use; metals and units of account have no minor unit.
  const withoutMinorUnit = ['XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XPD', 'XPT', 'XSU', 'XTS', 'XUA', 'XXX']
  const offered = Intl.supportedValuesOf('currency').filter((code) => !withoutMinorUnit.includes(code))
  expect(offered.filter((code) => minorDigits(code) === undefined)).toEqual([])
})
