import { parseJson } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import type { Json } from './json.ts'
import { statedMoney } from './stated-money.ts'

const stated = (text: string) => {
  const parsed = parseJson(text, { numbers: 'literal' })
  return statedMoney(parsed.ok ? (parsed.value as Json) : undefined)
}

describe('an amount of a source', () => {
  test.each([
    ['2910.0', 'UAH', '2910.0'],
    ['1234.50000', 'CNY', '1234.50'],
    ['1234.10', 'JPY', undefined],
    ['1234.00', 'JPY', '1234'],
    ['1e3', 'CNY', '1000'],
    ['1.25E+1', 'CNY', '12.5'],
    ['125e-2', 'CNY', '1.25'],
    ['5e-1', 'CNY', '0.5'],
    ['0.10000000000000000001', 'CNY', undefined],
    ['9007199254740993', 'CNY', undefined],
    ['203179.71', 'MDL', '203179.71'],
    ['-0.0', 'CNY', '0.0'],
  ])('%s %s is %s, exactly', (amount, currency, expected) => {
    expect(stated(`{"amount":${amount},"currency":"${currency}"}`).money?.amount).toBe(expected)
  })

  test('a third decimal place of yuan is not rounded away', () => {
    expect(stated('{"amount":1.005,"currency":"CNY"}').flaw).toMatch(/digits/)
  })

  test.each([
    ['{"amount":-5,"currency":"CNY"}', /negative/],
    ['{"amount":5}', /no currency/],
    ['{"amount":5,"currency":"XXX"}', /ISO 4217/],
    ['{"amount":"5 million","currency":"CNY"}', /not a decimal/],
    ['{"amount":1e999,"currency":"CNY"}', /digits/],
  ])('%s is no money', (text, flaw) => {
    expect(stated(text)).toEqual({ flaw: expect.stringMatching(flaw) })
  })

  test.each([
    ['{}'],
    ['{"amount":null,"currency":"CNY"}'],
    ['{"amount":"","currency":""}'],
    ['{"currency":"CNY"}'],
    ['[]'],
  ])('%s states nothing', (text) => {
    expect(stated(text)).toEqual({})
  })

  test('numbers in texts and in MongoDB wrappers are read, and that is noted', () => {
    expect(stated('{"amount":"12.5","currency":"mdl"}')).toEqual({
      money: { amount: '12.5', currency: 'MDL' },
      note: expect.any(String),
    })
    expect(stated('{"amount":{"$numberLong":"15890000000"},"currency":"COP"}')).toEqual({
      money: { amount: '15890000000', currency: 'COP' },
      note: expect.stringContaining('$numberLong'),
    })
  })
})
