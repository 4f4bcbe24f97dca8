import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { leafHashes, TileFolder } from '../testing/trees.ts'
import { startCompactRange } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { tilePath, tilesOf } from './tile.ts'
import { upperTiles } from './upper-tiles.ts'

const LEAVES = leafHashes(66_100)

describe('the tiles above level 0, made on the way of a compact range', () => {
  test.each([0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])(
    'are those of a tree of %d leaves, also where more leaves follow',
    (size) => {
      const folder = new TileFolder().grow(LEAVES.slice(0, size))
      const found = new Map<string, Uint8Array>()
      const range = startCompactRange(
        sha256,
        upperTiles(size, ({ tile, bytes }) => found.set(tilePath(tile), bytes)),
      )
      for (const hash of LEAVES.slice(0, size + 100)) range.append(hash)
      const due = [...tilesOf(size)].filter(({ level }) => level > 0).map((tile) => tilePath(tile))
      assert.deepEqual([...found.keys()].sort(), due.sort())
      for (const path of due) assert.deepEqual(found.get(path), folder.files.get(path), path)
    },
  )
})
