import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { BrokenInvariant } from '../kernel/fault.ts'
import { hashByDefinition, leafHashAt, leafHashes, uniformTree } from '../testing/trees.ts'
import { sha256 } from './digest.ts'
import { consistencyPath, inclusionPath } from './proof-path.ts'
import { MAX_PATH_HASHES, MAX_TREE_SIZE } from './tree-size.ts'
import { type Consistency, type Inclusion, verifyConsistency, verifyInclusion } from './verify-proof.ts'

const MOST = 80
const leaves = leafHashes(MOST)
const rootAt = (size: number) => hashByDefinition(leaves, { start: 0, end: size })
const inclusionOf = (index: number, size: number): Inclusion => ({
  leafHash: leaves[index] as Uint8Array,
  index,
  size,
  root: rootAt(size),
  path: inclusionPath(index, size).map((range) => hashByDefinition(leaves, range)),
})
const consistencyOf = (from: number, to: number): Consistency => ({
  from,
  fromRoot: rootAt(from),
  to,
  toRoot: rootAt(to),
  path: consistencyPath(from, to).map((range) => hashByDefinition(leaves, range)),
})

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
  return copy
}

/** Every way to spoil a path that keeps it a list of hashes. */
function* spoilt(path: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  const stranger = leafHashAt(1_000_000)
  for (let at = 0; at <= path.length; at++) yield path.toSpliced(at, 0, stranger)
  for (let at = 0; at < path.length; at++) {
    const hash = path[at] as Uint8Array
    yield path.toSpliced(at, 1)
    yield path.toSpliced(at, 0, hash)
    yield path.with(at, flipped(hash, at % 256))
    yield path.with(at, hash.subarray(1))
    yield path.with(at, Uint8Array.of(...hash, 0))
  }
  for (let at = 1; at < path.length; at++)
    yield path.with(at, path[at - 1] as Uint8Array).with(at - 1, path[at] as Uint8Array)
}

describe('inclusion', () => {
  test('of every leaf in every tree up to 80 is proven', () => {
    for (let size = 1; size <= MOST; size++)
      for (let index = 0; index < size; index++) assert.ok(verifyInclusion(sha256, inclusionOf(index, size)))
  })

  test('is refused with a missing, further, repeated, reordered, cut or flipped hash', () => {
    for (let size = 1; size <= 40; size++)
      for (let index = 0; index < size; index++) {
        const proof = inclusionOf(index, size)
        for (const path of spoilt(proof.path))
          assert.ok(!verifyInclusion(sha256, { ...proof, path }), `${index}/${size}`)
      }
  })

  test('is refused at any other index, and for any other leaf, root and flipped bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST }), fc.nat(), fc.nat(), fc.nat(255), (size, first, second, bit) => {
        const proof = inclusionOf(first % size, size)
        const index = second % (2 * size)
        if (index !== proof.index) assert.ok(!verifyInclusion(sha256, { ...proof, index }))
        assert.ok(!verifyInclusion(sha256, { ...proof, leafHash: flipped(proof.leafHash, bit) }))
        assert.ok(!verifyInclusion(sha256, { ...proof, root: flipped(proof.root, bit) }))
        for (const hash of proof.path.keys())
          assert.ok(
            !verifyInclusion(sha256, {
              ...proof,
              path: proof.path.with(hash, flipped(proof.path[hash] as Uint8Array, bit)),
            }),
          )
      }),
    )
  })

  /** Another size may have a path of the same form: what the root is worth, the signature over root and size decides. */
  test('is refused for a size whose path has another form', () => {
    assert.ok(!verifyInclusion(sha256, { ...inclusionOf(3, 8), size: 9 }))
    assert.ok(!verifyInclusion(sha256, { ...inclusionOf(3, 8), size: 4 }))
  })

  test.each([
    [0, 0],
    [5, 5],
    [6, 5],
    [-1, 5],
    [0.5, 5],
    [2 ** 53, 2 ** 53],
    [0, 2 ** 53],
    [Number.NaN, 5],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
  ])('index %d of %d leaves is refused before any arithmetic', (index, size) => {
    assert.ok(!verifyInclusion(sha256, { ...inclusionOf(0, 5), index, size }))
    assert.throws(() => inclusionPath(index, size), BrokenInvariant)
  })

  test('in trees up to 2^53 - 1 leaves is proven, and refused one leaf beside', () => {
    const hashOf = uniformTree(leafHashAt(0))
    const size = fc.oneof(fc.constant(MAX_TREE_SIZE), fc.integer({ min: 2, max: MAX_TREE_SIZE }))
    fc.assert(
      fc.property(size, fc.maxSafeNat(), fc.boolean(), (size, seed, isLast) => {
        const index = isLast ? size - 1 : seed % size
        const path = inclusionPath(index, size).map(hashOf)
        const proof = { leafHash: leafHashAt(0), index, size, root: hashOf({ start: 0, end: size }), path }
        assert.ok(path.length <= MAX_PATH_HASHES)
        assert.ok(verifyInclusion(sha256, proof))
        assert.ok(!verifyInclusion(sha256, { ...proof, path: path.slice(1) }))
        assert.ok(!verifyInclusion(sha256, { ...proof, path: [...path, leafHashAt(1)] }))
        assert.ok(!verifyInclusion(sha256, { ...proof, leafHash: leafHashAt(1) }))
      }),
    )
  })
})

describe('consistency', () => {
  test('of every two sizes up to 80 is proven', () => {
    for (let to = 0; to <= MOST; to++)
      for (let from = 0; from <= to; from++)
        assert.ok(verifyConsistency(sha256, consistencyOf(from, to)), `${from} ${to}`)
  })

  test('is refused with a missing, further, repeated, reordered, cut or flipped hash', () => {
    for (let to = 1; to <= 40; to++)
      for (let from = 0; from <= to; from++) {
        const proof = consistencyOf(from, to)
        for (const path of spoilt(proof.path))
          assert.ok(!verifyConsistency(sha256, { ...proof, path }), `${from} ${to}`)
      }
  })

  test('is refused for other sizes and for every flipped bit of a root', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST }), fc.nat(), fc.nat(255), (to, seed, bit) => {
        const proof = consistencyOf(1 + (seed % to), to)
        assert.ok(!verifyConsistency(sha256, { ...proof, fromRoot: flipped(proof.fromRoot, bit) }))
        assert.ok(!verifyConsistency(sha256, { ...proof, toRoot: flipped(proof.toRoot, bit) }))
        if (proof.from !== to) assert.ok(!verifyConsistency(sha256, { ...proof, from: to, to: proof.from }))
      }),
    )
  })

  test('is refused for a newer size whose path is longer', () => {
    for (let to = 2; to <= 40; to++)
      for (let from = 1; from < to; from++) {
        const proof = consistencyOf(from, to)
        assert.ok(!verifyConsistency(sha256, { ...proof, to: to + 2 ** 32 }), `${from} ${to}`)
      }
  })

  test.each([
    [5, 4],
    [-1, 4],
    [0.5, 4],
    [2, 2 ** 53],
    [2 ** 53, 2 ** 53],
    [Number.NaN, 4],
    [2, Number.POSITIVE_INFINITY],
  ])('from %d to %d is refused before any arithmetic', (from, to) => {
    assert.ok(!verifyConsistency(sha256, { ...consistencyOf(2, 4), from, to }))
    assert.throws(() => consistencyPath(from, to), BrokenInvariant)
  })

  test('in trees up to 2^53 - 1 leaves is proven', () => {
    const hashOf = uniformTree(leafHashAt(0))
    const size = fc.oneof(fc.constant(MAX_TREE_SIZE), fc.integer({ min: 2, max: MAX_TREE_SIZE }))
    fc.assert(
      fc.property(size, fc.maxSafeNat(), fc.nat(53), fc.boolean(), (to, seed, bits, isPower) => {
        const from = isPower ? Math.min(2 ** bits, to) : 1 + (seed % to)
        const roots = { fromRoot: hashOf({ start: 0, end: from }), toRoot: hashOf({ start: 0, end: to }) }
        const path = consistencyPath(from, to).map(hashOf)
        assert.ok(verifyConsistency(sha256, { from, to, path, ...roots }))
        if (from !== to) assert.ok(!verifyConsistency(sha256, { from, to, path: path.slice(0, -1), ...roots }))
        assert.ok(!verifyConsistency(sha256, { from, to, path: [...path, leafHashAt(1)], ...roots }))
      }),
    )
  })
})
