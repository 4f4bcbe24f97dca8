/** A figure as a fraction of whole numbers, so that truncating it never rounds first. */
export interface Ratio {
  readonly numerator: bigint
  /** Greater than 0. */
  readonly denominator: bigint
}

export const whole = (value: number | bigint): Ratio => ({ numerator: BigInt(value), denominator: 1n })

export const ratio = (numerator: number | bigint, denominator: number | bigint): Ratio => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
})

/** One of another, in percent. */
export const percent = (part: number | bigint, of: number | bigint): Ratio => ratio(BigInt(part) * 100n, of)

/** How much more than before, in percent. */
export const growth = (now: number | bigint, before: number | bigint): Ratio =>
  percent(BigInt(now) - BigInt(before), before)

/**
 * The decimal digits of a fraction, cut off toward zero.
 *
 * @example truncated(ratio(152, 157), 4) // '0.9681'
 */
export function truncated({ numerator, denominator }: Ratio, decimals: number): string {
  if (denominator <= 0n) throw new RangeError(`a fraction over ${denominator} has no digits`)
  const scaled = (numerator * 10n ** BigInt(decimals)) / denominator
  const sign = scaled < 0n ? '-' : ''
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}
