import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { BrokenInvariant } from '../kernel/fault.ts'
import { leafHashAt, leafHashes, TileFolder, uniformTree } from '../testing/trees.ts'
import { rootOf } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { edgeFromTiles, growTiles, rootOfEdge } from './growing-tiles.ts'
import { tileAt, tilePath, tilesOf } from './tile.ts'
import {
  proveConsistency,
  proveInclusion,
  type ReadTile,
  rootFromTiles,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
} from './tile-proof.ts'
import { verifyConsistency, verifyInclusion } from './verify-proof.ts'

// Three levels: 66 000 leaves have 257 full tiles, one full and one partial above them, and one above these.
const MOST = 66_000
const leaves = leafHashes(MOST)
const folder = new TileFolder().grow(leaves)
const roots = new Map<number, Uint8Array>()
const rootAt = (size: number): Uint8Array => {
  const root = roots.get(size) ?? rootOf(sha256, leaves.slice(0, size))
  roots.set(size, root)
  return root
}
/** Only these tiles may be read: what a client would have fetched. */
const only = (
  tiles: readonly { readonly level: number; readonly index: number; readonly width: number }[],
): ReadTile => {
  const paths = new Set(tiles.map(tilePath))
  return (tile) => {
    assert.ok(paths.has(tilePath(tile)), `${tilePath(tile)} was not announced`)
    return (
      folder.files.get(tilePath(tile)) ??
      (folder.files.get(tilePath({ ...tile, width: 256 })) as Uint8Array).subarray(0, tile.width * 32)
    )
  }
}

// Sizes below the last have partial tiles that were never written; wider ones serve in their place, as `read` allows.
const anySize = fc.oneof(
  fc.integer({ min: 1, max: MOST }),
  fc.constantFrom(1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, MOST),
)
const readWider: ReadTile = (tile) => folder.read(tile.width === 256 ? tile : { ...tile, ...(widest(tile) ?? tile) })
const widest = ({ level, index }: { level: number; index: number }) =>
  [...tilesOf(MOST)].find((tile) => tile.level === level && tile.index === index)

describe('proofs from tiles', () => {
  test('any leaf is in any tree that has it', () => {
    fc.assert(
      fc.property(anySize, fc.nat(), (size, seed) => {
        const index = seed % size
        const path = proveInclusion(sha256, index, size, readWider)
        assert.ok(
          verifyInclusion(sha256, { leafHash: leaves[index] as Uint8Array, index, size, root: rootAt(size), path }),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('any tree begins with any smaller one', () => {
    fc.assert(
      fc.property(anySize, fc.nat(), (to, seed) => {
        const from = seed % (to + 1)
        const path = proveConsistency(sha256, from, to, readWider)
        assert.ok(verifyConsistency(sha256, { from, fromRoot: rootAt(from), to, toRoot: rootAt(to), path }))
      }),
      { numRuns: 60 },
    )
  })

  test('the tiles that are announced suffice', () => {
    fc.assert(
      fc.property(fc.nat(MOST - 1), fc.nat(MOST), (index, from) => {
        proveInclusion(sha256, index, MOST, only(tilesForInclusion(index, MOST)))
        proveConsistency(sha256, from, MOST, only(tilesForConsistency(from, MOST)))
        assert.deepEqual(rootFromTiles(sha256, MOST, only(tilesForRoot(MOST))), rootAt(MOST))
      }),
      { numRuns: 60 },
    )
  })

  test('a tree without leaves has its root and needs no tile', () => {
    assert.deepEqual(rootFromTiles(sha256, 0, folder.read), sha256())
    assert.deepEqual(tilesForRoot(0), [])
  })

  test('a tile that is too short is never read beyond its end', () => {
    assert.throws(() => rootFromTiles(sha256, 300, () => new Uint8Array(31)), BrokenInvariant)
    assert.throws(() => edgeFromTiles(300, () => new Uint8Array(31)), BrokenInvariant)
  })
})

describe('tiles that grow', () => {
  test('are the same however the leaves come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 }), (batches) => {
        const grown = new TileFolder()
        let size = 0
        for (const batch of batches) {
          grown.grow(leaves.slice(size, size + batch))
          size += batch
          assert.deepEqual(rootOfEdge(sha256, grown.edge), rootAt(size))
          assert.deepEqual(
            edgeFromTiles(size, grown.read).levels.map((level) => level.length),
            grown.edge.levels
              .concat(Array(7).fill([]))
              .slice(0, 7)
              .map((level) => level.length),
          )
        }
        const atOnce = new TileFolder().grow(leaves.slice(0, size))
        for (const tile of tilesOf(size))
          assert.deepEqual(grown.files.get(tilePath(tile)), atOnce.files.get(tilePath(tile)))
        assert.equal(atOnce.files.size, [...tilesOf(size)].length)
      }),
      { numRuns: 40 },
    )
  })

  test('go on from what was written, as after a restart', () => {
    const resumed = new TileFolder()
    for (const [path, bytes] of new TileFolder().grow(leaves.slice(0, 65_700)).files) resumed.files.set(path, bytes)
    resumed.edge = edgeFromTiles(65_700, resumed.read)
    resumed.grow(leaves.slice(65_700))
    assert.deepEqual(rootOfEdge(sha256, resumed.edge), rootAt(MOST))
    for (const tile of tilesOf(MOST))
      assert.deepEqual(resumed.files.get(tilePath(tile)), folder.files.get(tilePath(tile)))
  })

  test('grow beyond what 32 bits can count', () => {
    const leaf = leafHashAt(0)
    const hashOf = uniformTree(leaf)
    const readUniform: ReadTile = ({ level, width }) => {
      const hash = hashOf({ start: 0, end: 256 ** level })
      return Uint8Array.from({ length: width * 32 }, (_, at) => hash[at % 32] as number)
    }
    for (const size of [2 ** 31 - 2, 2 ** 32 - 2, 2 ** 40 - 2, 2 ** 53 - 4]) {
      const grown = growTiles(sha256, edgeFromTiles(size, readUniform), [leaf, leaf, leaf])
      assert.equal(grown.edge.size, size + 3)
      assert.deepEqual(rootOfEdge(sha256, grown.edge), hashOf({ start: 0, end: size + 3 }))
      assert.deepEqual(rootFromTiles(sha256, size + 3, readUniform), hashOf({ start: 0, end: size + 3 }))
      for (const { tile } of grown.tiles) {
        const wanted = tileAt(size + 3, tile.level, tile.index)
        assert.ok(wanted && (wanted.width === tile.width || tile.width === 256), tilePath(tile))
      }
      const last = grown.tiles.filter(({ tile }) => tile.level === 0).at(-1)?.tile
      assert.equal(last?.index, Math.floor((size + 3) / 256))
    }
  })

  test('leave the edge that they grew from as it was', () => {
    const { edge } = new TileFolder().grow(leaves.slice(0, 300))
    const before = structuredClone(edge)
    const once = growTiles(sha256, edge, leaves.slice(300, 900))
    assert.deepEqual(edge, before)
    assert.deepEqual(growTiles(sha256, edge, leaves.slice(300, 900)), once)
  })
})
