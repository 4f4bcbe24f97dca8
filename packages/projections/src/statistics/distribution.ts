import { BrokenInvariant } from '@procurement-ledger/core'
import type { Spread } from './definition.ts'

/** How often each whole number occurs, in ascending order. */
export type Histogram = readonly (readonly [value: number, n: number])[]

export function histogram(counts: Iterable<readonly [value: number, n: number]>): Histogram {
  const merged = new Map<number, number>()
  for (const [value, n] of counts) merged.set(value, (merged.get(value) ?? 0) + n)
  return [...merged].sort(([a], [b]) => a - b)
}

/** One number about a distribution, not rounded. Over nothing the sum is 0 and the rest null. */
export function tell(spread: Spread, values: Histogram): number | null {
  const n = values.reduce((total, [, times]) => total + times, 0)
  const sum = values.reduce((total, [value, times]) => total + value * times, 0)
  if (spread === 'sum') return sum
  if (n === 0) return null
  if (spread === 'mean') return sum / n
  if (spread === 'min') return valueAt(values, 0)
  if (spread === 'max') return valueAt(values, n - 1)
  return percentile(values, n, spread === 'median' ? 50 : 90)
}

/**
 * As SQL's percentile_cont: between the two neighbours of the rank, linearly. Reckoned in hundredths and divided once,
 * so 41.1 does not become 41.10000000000001.
 */
function percentile(values: Histogram, n: number, percent: number): number {
  const rank = (n - 1) * percent
  const lower = Math.floor(rank / 100)
  const hundredths = rank - lower * 100
  if (hundredths === 0) return valueAt(values, lower)
  return (valueAt(values, lower) * (100 - hundredths) + valueAt(values, lower + 1) * hundredths) / 100
}

/** The value at a place of the sorted list that the histogram stands for. */
function valueAt(values: Histogram, index: number): number {
  let before = 0
  for (const [value, n] of values) {
    before += n
    if (index < before) return value
  }
  throw new BrokenInvariant(`no value stands at ${index} of ${before}`)
}
