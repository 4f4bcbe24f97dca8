import { JsonNumber, Money, minorDigits } from '@procurement-ledger/core'
import { at, type Json, textAt } from './json.ts'

/** Money, or why what is stated is none; neither where nothing is stated. */
export interface StatedMoney {
  readonly money?: Money
  readonly flaw?: string
  /** How what is not written as OCDS has it was read. */
  readonly note?: string
}

const LITERAL = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** MongoDB's extended JSON, which some publishers let through. */
const EXTENDED = ['$numberLong', '$numberDecimal', '$numberInt', '$numberDouble'] as const

/**
 * Reads an OCDS Value `{ amount, currency }` exactly, from the literal. Zeros beyond the currency's minor digits are
 * dropped; any other digit there is a flaw, since rounding would invent an amount.
 */
export function statedMoney(value: Json | undefined): StatedMoney {
  const { literal, note } = literalOf(at(value, 'amount'))
  if (literal === undefined) return {}
  const stated = textAt(value, 'currency')
  if (stated === undefined) return { flaw: 'the amount has no currency' }

  const currency = stated.toUpperCase()
  const digits = minorDigits(currency)
  if (digits === undefined) return { flaw: 'the currency is not a code of ISO 4217' }
  const amount = decimalOf(literal, digits)
  if (amount === undefined) return { flaw: 'the amount is not a decimal number' }
  if (amount.startsWith('-')) return { flaw: 'the amount is negative' }
  const money = Money.safeParse({ amount, currency })
  if (!money.success) return { flaw: 'the amount has more digits than money of its currency' }
  const read = note ?? (currency === stated ? undefined : 'the currency is not in capitals')
  return { money: money.data, ...(read === undefined ? {} : { note: read }) }
}

function literalOf(amount: Json | undefined): { literal?: string; note?: string } {
  if (amount instanceof JsonNumber) return { literal: amount.literal }
  const key = EXTENDED.find((name) => textAt(amount, name) !== undefined)
  const literal = textAt(amount, ...(key === undefined ? [] : [key]))
  return literal === undefined
    ? {}
    : { literal, note: key === undefined ? 'a text, read as a number' : `${key}, read as a number` }
}

/** The plain decimal form, with no more zeros behind the point than the currency has digits; undefined for no number. */
function decimalOf(literal: string, digits: number): string | undefined {
  const match = LITERAL.exec(literal)
  if (match === null) return undefined
  const [, fraction = '', power = '0'] = match
  const sign = literal.startsWith('-') ? '-' : ''
  const [mantissa = ''] = literal.slice(sign.length).split(/[eE]/)
  const exponent = Number(power) - fraction.length
  const figures = mantissa.replace('.', '')

  const shifted = exponent >= 0 ? figures + '0'.repeat(exponent) : figures.padStart(1 - exponent, '0')
  const point = exponent >= 0 ? shifted.length : shifted.length + exponent
  const whole = shifted.slice(0, point).replace(/^0+(?=\d)/, '')
  const kept = withoutExcessZeros(shifted.slice(point), digits)
  const isZero = /^0*$/.test(whole + kept)
  return `${isZero ? '' : sign}${whole}${kept === '' ? '' : `.${kept}`}`
}

const withoutExcessZeros = (fraction: string, digits: number): string =>
  /^0*$/.test(fraction.slice(digits)) ? fraction.slice(0, digits) : fraction
