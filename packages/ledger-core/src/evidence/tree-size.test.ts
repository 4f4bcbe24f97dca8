import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { isTreeSize, MAX_TREE_SIZE, parseTreeSize, splitOf } from './tree-size.ts'

describe('a size', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['9007199254740991', MAX_TREE_SIZE],
  ])('%s is one', (text, size) => {
    assert.equal(parseTreeSize(text), size)
  })

  test.each([
    '9007199254740992',
    '9007199254740993',
    '99999999999999999',
    '-0',
    '-1',
    '+1',
    '01',
    '00',
    '1.0',
    '1e3',
    ' 1',
    '1\n',
    '',
    '٣',
    '0x1',
  ])('%j is none', (text) => assert.equal(parseTreeSize(text), undefined))

  test('neither is what is no whole number that numbers tell apart', () => {
    for (const size of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) assert.ok(!isTreeSize(size), `${size}`)
  })
})

describe('the split of a list', () => {
  test('is the greatest power of two below its length, to the last bit of a size', () => {
    const near = fc
      .tuple(fc.integer({ min: 1, max: 53 }), fc.integer({ min: -2, max: 2 }))
      .map(([bits, by]) => 2 ** bits + by)
    const size = fc.oneof(near, fc.maxSafeInteger()).filter((n) => n > 1 && n <= MAX_TREE_SIZE)
    fc.assert(
      fc.property(size, (n) => {
        const split = BigInt(splitOf(n))
        assert.ok(split < BigInt(n) && split * 2n >= BigInt(n) && (split & (split - 1n)) === 0n)
      }),
      { numRuns: 2000 },
    )
  })
})
