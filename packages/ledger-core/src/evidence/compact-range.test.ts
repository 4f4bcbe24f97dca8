import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { hashByDefinition, leafHashes } from '../testing/trees.ts'
import { encodeBase64 } from './base64.ts'
import { rootOf, startCompactRange } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { EMPTY_HASH_BASE64, emptyRoot, hashNode } from './tree-hash.ts'

describe('a compact range', () => {
  test('has the root of RFC 9162 2.1.1 at every size up to 300', () => {
    const leaves = leafHashes(300)
    const range = startCompactRange(sha256)
    for (const [index, leaf] of leaves.entries()) {
      assert.deepEqual(range.root(), hashByDefinition(leaves, { start: 0, end: index }))
      range.append(leaf)
      assert.equal(range.size, index + 1)
    }
    assert.deepEqual(range.root(), rootOf(sha256, leaves))
  })

  test('of no leaves has the SHA-256 of the empty string', () => {
    assert.equal(encodeBase64(startCompactRange(sha256).root()), EMPTY_HASH_BASE64)
    assert.deepEqual(emptyRoot(sha256), sha256())
  })

  test('keeps its leaves as they were given', () => {
    const [a, b] = leafHashes(2) as [Uint8Array, Uint8Array]
    const copies = [a.slice(), b.slice()]
    hashNode(sha256, a, b)
    assert.deepEqual([a, b], copies)
  })
})
