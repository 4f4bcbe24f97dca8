import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { leafHashAt, leafHashes, TileFolder } from '../testing/trees.ts'
import type { Checkpoint } from './checkpoint.ts'
import { rootOf } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { proveConsistency } from './tile-proof.ts'
import { verifyExtension } from './verify-extension.ts'

const SIZE = 600
const leaves = leafHashes(SIZE)
const folder = new TileFolder().grow(leaves)
const at = (size: number): Checkpoint => ({ origin: 'log', size, root: rootOf(sha256, leaves.slice(0, size)) })
const now = at(SIZE)
const pathFrom = (size: number) => proveConsistency(sha256, size, SIZE, folder.read)
const codeOf = (kept: Checkpoint, path: readonly Uint8Array[], checkpoint = now) =>
  verifyExtension(sha256, kept, checkpoint, path)?.code

describe('a log', () => {
  test('extends every checkpoint that was kept of it', () => {
    fc.assert(fc.property(fc.nat(SIZE), (size) => assert.equal(codeOf(at(size), pathFrom(size)), undefined)))
  })

  test('that was forked below the kept size is found, whatever the path', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SIZE - 1 }), (size) => {
        const fork = { ...at(size), root: rootOf(sha256, [...leaves.slice(0, size - 1), leafHashAt(-1)]) }
        assert.equal(codeOf(fork, pathFrom(size)), 'CONSISTENCY_FAILS')
        assert.equal(codeOf(at(size), pathFrom(size).slice(1)), 'CONSISTENCY_FAILS')
      }),
    )
  })

  test('with two roots for one size is forked', () => {
    assert.equal(codeOf({ ...now, root: leafHashAt(-1) }, []), 'HISTORY_FORKED')
  })

  test('shorter than the kept checkpoint is rolled back', () => {
    assert.equal(codeOf(now, [], at(300)), 'LOG_ROLLED_BACK')
  })

  test('of another origin is another log', () => {
    assert.equal(codeOf({ ...at(300), origin: 'another' }, pathFrom(300)), 'ORIGIN_DIFFERS')
  })
})
