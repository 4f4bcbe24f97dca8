import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { split } from './split.ts'

describe('split', () => {
  test('shares add up to the total, to the last grain', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 13n }),
        fc.constantFrom(1n, 100n, 1_000_000n),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 60 }),
        (grains, grain, weights) => {
          const shares = split(grains * grain, weights, grain)
          expect(shares.reduce((a, b) => a + b, 0n)).toBe(grains * grain)
          expect(shares.every((share) => share >= 0n && share % grain === 0n)).toBe(true)
        },
      ),
    )
  })

  test('a heavier weight never gets the smaller share', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 20 }), (weights) => {
        const shares = split(1_000_003n, weights)
        const byWeight = weights.map((weight, i) => ({ weight, share: shares[i] as bigint }))
        byWeight.sort((a, b) => a.weight - b.weight || Number(a.share - b.share))
        const sorted = byWeight.map(({ share }) => share)
        expect(sorted).toEqual(sorted.toSorted((a, b) => Number(a - b)))
      }),
    )
  })

  test('what is left over goes to the largest remainders, ties in order', () => {
    expect(split(1000n, [1, 1, 1])).toEqual([334n, 333n, 333n])
    expect(split(700n, [1, 2], 100n)).toEqual([200n, 500n])
  })

  test('a total that is no multiple of the grain cannot be split', () => {
    expect(() => split(150n, [1], 100n)).toThrow(RangeError)
    expect(() => split(1n, [0, 0])).toThrow(RangeError)
  })
})
