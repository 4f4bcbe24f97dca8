import fc from 'fast-check'
import { expect, test } from 'vitest'
import { naivePercentile } from '../testing/naive-figures.ts'
import { histogram, tell } from './distribution.ts'

const values = fc.array(fc.integer({ min: -40, max: 400 }), { maxLength: 200 })
const histogramOf = (list: readonly number[]) => histogram(list.map((value) => [value, 1] as const))

test('median and p90 interpolate as percentile_cont does over the sorted list', () => {
  fc.assert(
    fc.property(values, (list) => {
      const sorted = [...list].sort((a, b) => a - b)
      expect(tell('median', histogramOf(list))).toBe(naivePercentile(sorted, 50))
      expect(tell('p90', histogramOf(list))).toBe(naivePercentile(sorted, 90))
    }),
  )
})

test('sum, mean, min and max are those of the list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 }), (list) => {
      const told = histogramOf(list)
      const sum = list.reduce((a, b) => a + b, 0)
      expect([tell('sum', told), tell('mean', told), tell('min', told), tell('max', told)]).toEqual([
        sum,
        sum / list.length,
        Math.min(...list),
        Math.max(...list),
      ])
    }),
  )
})

test('a tenth is a tenth, whatever binary fractions make of it', () => {
  expect(tell('p90', histogramOf([41, 42]))).toBe(41.9)
  expect(tell('p90', histogramOf([0, 0, 3]))).toBe(2.4)
})

test('over nothing the sum is 0 and the rest is null', () => {
  expect(tell('sum', [])).toBe(0)
  for (const spread of ['mean', 'median', 'p90', 'min', 'max'] as const) expect(tell(spread, [])).toBeNull()
})
