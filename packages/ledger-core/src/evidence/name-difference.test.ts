import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { leafHashAt, leafHashes } from '../testing/trees.ts'
import { nameDifference } from './name-difference.ts'

const recorded = leafHashes(12)
const stranger = leafHashAt(99)
const judge = (found: readonly Uint8Array[], length = Number.POSITIVE_INFINITY) => {
  const difference = nameDifference(recorded, found, length)
  return difference && [difference.code, difference.at]
}
const moved = (from: number, to: number) => recorded.toSpliced(from, 1).toSpliced(to, 0, recorded[from] as Uint8Array)

describe('the first difference between tree and log', () => {
  test('is none where they agree, as far as both go', () => {
    assert.equal(judge(recorded), undefined)
    assert.equal(judge(recorded.slice(0, 5)), undefined)
    assert.equal(judge([...recorded, stranger]), undefined)
  })

  test('is an altered leaf', () => {
    for (let at = 0; at < 12; at++) assert.deepEqual(judge(recorded.with(at, stranger)), ['LEAF_DIFFERS', at])
  })

  test('is a dropped leaf, or several', () => {
    for (let at = 0; at < 11; at++) assert.deepEqual(judge(recorded.toSpliced(at, 1)), ['LEAF_DROPPED', at])
    assert.deepEqual(judge(recorded.toSpliced(3, 4)), ['LEAF_DROPPED', 3])
  })

  test('is an inserted leaf', () => {
    for (let at = 0; at < 12; at++) assert.deepEqual(judge(recorded.toSpliced(at, 0, stranger)), ['LEAF_INSERTED', at])
  })

  test('is two leaves that were swapped, side by side or apart', () => {
    for (let a = 0; a < 12; a++)
      for (let b = a + 1; b < 12; b++) {
        const swapped = recorded.with(a, recorded[b] as Uint8Array).with(b, recorded[a] as Uint8Array)
        assert.deepEqual(judge(swapped), ['LEAVES_SWAPPED', a])
      }
  })

  test('is a leaf that was moved, forward or back', () => {
    assert.deepEqual(judge(moved(2, 7)), ['LEAF_MOVED', 2])
    assert.deepEqual(judge(moved(7, 2)), ['LEAF_MOVED', 2])
  })

  test('behind the given length is left for later', () => {
    assert.equal(judge(recorded.with(6, stranger), 6), undefined)
    assert.deepEqual(judge(recorded.with(5, stranger), 6), ['LEAF_DIFFERS', 5])
  })
})
