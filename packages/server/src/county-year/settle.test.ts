import { describe, expect, test } from 'vitest'
import { settle } from './settle.ts'

describe('settle', () => {
  const options = [3, 4, 5, 8]

  test('leaves everyone where they would stand if that adds up', () => {
    expect(
      settle(
        [
          { options, start: 1 },
          { options, start: 2 },
        ],
        9,
      ),
    ).toEqual([4, 5])
  })

  test('moves everyone in turn, up or down, until the total is met', () => {
    const choices = [0, 0, 0].map((start) => ({ options, start }))
    expect(settle(choices, 11)).toEqual([4, 4, 3])
    expect(settle(choices, 18)).toEqual([8, 5, 5])
    expect(
      settle(
        choices.map(() => ({ options, start: 3 })),
        9,
      ),
    ).toEqual([3, 3, 3])
  })

  test('says so when no steps lead to the total', () => {
    expect(() => settle([{ options: [1, 5], start: 0 }], 3)).toThrow(RangeError)
  })
})
