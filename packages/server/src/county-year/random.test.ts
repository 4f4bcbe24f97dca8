import { describe, expect, test } from 'vitest'
import { seeded } from './random.ts'

describe('seeded chance', () => {
  test('the same name gives the same numbers, another name others', () => {
    const draw = (name: string) => {
      const random = seeded(name)
      return [random.int(0, 999_999), random.int(0, 999_999), random.int(0, 999_999)]
    }
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
    // On every machine: these never change, or every plan would.
    expect(draw('county')).toMatchInlineSnapshot(`
      [
        758896,
        6538,
        493814,
      ]
    `)
  })

  test('int takes both ends and nothing outside', () => {
    const random = seeded('ends')
    const drawn = new Set(Array.from({ length: 500 }, () => random.int(2, 5)))
    expect([...drawn].toSorted()).toEqual([2, 3, 4, 5])
  })

  test('shuffle keeps everything and the list it was given', () => {
    const list = [1, 2, 3, 4, 5, 6, 7]
    const mixed = seeded('mix').shuffle(list)
    expect(mixed).not.toEqual(list)
    expect(mixed.toSorted()).toEqual(list)
    expect(list).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('spread is positive and lies around one', () => {
    const random = seeded('spread')
    const drawn = Array.from({ length: 2_000 }, () => random.spread(0.5))
    expect(Math.min(...drawn)).toBeGreaterThan(0)
    const sorted = drawn.toSorted((a, b) => a - b)
    expect(sorted[1_000]).toBeCloseTo(1, 1)
  })

  test('nothing can be picked from nothing', () => {
    expect(() => seeded('none').pick([])).toThrow(RangeError)
  })
})
