/**
 * Shares of a total in proportion to weights, exact to the last unit: the shares always add up to the total. Every share
 * is a multiple of `grain`; what is left over goes grain by grain to the largest remainders, ties in order.
 *
 * @example split(1000n, [1, 1, 1]) // [334n, 333n, 333n]
 */
export function split(total: bigint, weights: readonly number[], grain = 1n): bigint[] {
  if (total < 0n || total % grain !== 0n) throw new RangeError(`${total} cannot be split into grains of ${grain}`)
  const scaled = weights.map((weight) => BigInt(Math.round(weight * WEIGHT_SCALE)))
  const sum = scaled.reduce((a, b) => a + b, 0n)
  if (sum <= 0n || scaled.some((weight) => weight < 0n)) throw new RangeError('weights are not negative, and not all 0')

  const grains = total / grain
  const shares = scaled.map((weight) => (grains * weight) / sum)
  const left = Number(grains - shares.reduce((a, b) => a + b, 0n))
  const byRemainder = scaled.map((weight, i) => ({ i, remainder: (grains * weight) % sum }))
  byRemainder.sort((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.i - b.i)
  for (const { i } of byRemainder.slice(0, left)) shares[i] = (shares[i] as bigint) + 1n
  return shares.map((share) => share * grain)
}

/** Weights are small decimals; six places of them count. */
const WEIGHT_SCALE = 1_000_000
