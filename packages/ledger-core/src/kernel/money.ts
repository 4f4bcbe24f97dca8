import { z } from 'zod'
import { minorDigits } from './currency.ts'
import { BrokenInvariant } from './fault.ts'
import { quoted, saying } from './quoted.ts'

const MAX_INT64 = 2n ** 63n - 1n

const AMOUNT = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,4})?$/
const CURRENCY = /^[A-Z]{3}$/
const RATE = /^(?:0|[1-9]\d{0,5})(?:\.\d{1,6})?$/

/** What `fromMinor` writes and the schema accepts, with a sign. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

const notAnAmount = saying(
  'is not an amount; write a decimal string such as "1234567.89": not negative, at most 15 digits before the point, no exponent, plus or leading zeros',
)
const notACurrency = saying('is not a currency; write a code of ISO 4217 such as "CNY"')
const notARate = saying(
  'is not a rate in percent; write a decimal string such as "1.5": not negative, at most 6 digits before and 6 after the point, no exponent, plus or leading zeros',
)

/**
 * Money as it is sent: `{ "amount": "1234567.89", "currency": "CNY" }`. A decimal string, not negative, with at most the
 * decimal places of the currency's minor unit (ISO 4217). Its value in minor units fits a signed 64-bit integer.
 */
export const Money = z
  .strictObject({
    amount: z.string(notAnAmount).regex(AMOUNT, notAnAmount),
    currency: z
      .string(notACurrency)
      .regex(CURRENCY, notACurrency)
      .refine((code) => minorDigits(code) !== undefined, notACurrency),
  })
  .superRefine((money, context) => {
    const message = amountFlaw(money)
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['amount'], message })
  })
  .meta({ description: 'A decimal string and a code of ISO 4217; at most the decimal places of its minor unit.' })

/** Computed money has exactly the minor digits of its currency and may be negative. */
export type Money = Readonly<z.infer<typeof Money>>

/** A rate in percent, as a decimal string: "1.5" is one and a half percent. */
export const Rate = z
  .string(notARate)
  .regex(RATE, notARate)
  .meta({ description: 'A decimal string in percent, not negative, at most 6 decimal places.' })

export type Rate = z.infer<typeof Rate>

/**
 * The amount in minor units, to compute with: fen, cents, fils.
 *
 * @example toMinor({ amount: '12.5', currency: 'CNY' }) // 1250n
 * @throws BrokenInvariant for what the schema would refuse; a minus is allowed, since computed money may have one
 */
export function toMinor({ amount, currency }: Money): bigint {
  const digits = digitsOf(currency)
  const [, sign = '', whole, fraction = ''] = DECIMAL.exec(amount) ?? []
  if (whole === undefined || fraction.length > digits) {
    throw new BrokenInvariant(`${quoted(amount)} is not an amount of ${currency}`)
  }
  return BigInt(`${sign}${whole}${fraction.padEnd(digits, '0')}`)
}

/**
 * Money from minor units, with exactly the minor digits of the currency. May be negative.
 *
 * @example fromMinor(-5n, 'CNY') // { amount: '-0.05', currency: 'CNY' }
 * @throws BrokenInvariant for what is not a currency
 */
export function fromMinor(minor: bigint, currency: string): Money {
  const digits = digitsOf(currency)
  const sign = minor < 0n ? '-' : ''
  const figures = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0')
  const point = figures.length - digits
  const fraction = digits === 0 ? '' : `.${figures.slice(point)}`
  return { amount: `${sign}${figures.slice(0, point)}${fraction}`, currency }
}

function amountFlaw({ amount, currency }: Money): string | undefined {
  const digits = digitsOf(currency)
  const point = amount.indexOf('.')
  if (point >= 0 && digits === 0)
    return `${currency} has no minor unit; write ${quoted(amount)} without a decimal point`
  if (point >= 0 && amount.length - point - 1 > digits) {
    return `${currency} has ${digits} decimal places; round ${quoted(amount)} to them`
  }
  // SQL stores and other languages hold minor units in 64 bits; only the 4 places of CLF and UYW can exceed them.
  if (toMinor({ amount, currency }) > MAX_INT64) return `${quoted(amount)} is beyond 64 bits of minor units; write less`
  return undefined
}

function digitsOf(currency: string): number {
  const digits = minorDigits(currency)
  if (digits === undefined) throw new BrokenInvariant(`${quoted(currency)} is not a currency`)
  return digits
}
