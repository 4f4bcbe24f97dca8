import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { hashesOfTile, parseTilePath, TILE_BYTES, TILE_LEVELS, tileAt, tilePath, tilesOf } from './tile.ts'
import { MAX_TREE_SIZE } from './tree-size.ts'

describe('a tile path', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 999, width: 1 }, 'tile/0/999.p/1'],
    [{ level: 1, index: 1000, width: 256 }, 'tile/1/x001/000'],
    [{ level: 0, index: 1_234_067, width: 255 }, 'tile/0/x001/x234/067.p/255'],
    [{ level: 6, index: MAX_TREE_SIZE, width: 256 }, 'tile/6/x009/x007/x199/x254/x740/991'],
  ])('%o is %s', (tile, path) => {
    assert.equal(tilePath(tile), path)
    assert.deepEqual(parseTilePath(path), tile)
  })

  test('is read back as it was written', () => {
    const tile = fc
      .tuple(fc.nat(TILE_LEVELS - 1), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }))
      .map(([level, index, width]) => ({ level, index, width }))
    fc.assert(fc.property(tile, (tile) => assert.deepEqual(parseTilePath(tilePath(tile)), tile)))
  })

  test.each([
    ...[
      'tile/0/1',
      'tile/0/0000',
      'tile/0/x000/001',
      'tile/0/000/001',
      'tile/0/x001',
      'tile/0/x001/x000',
      'tile/00/001',
    ],
    ...[
      'tile/7/000',
      'tile/-1/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/000.p/',
      'tile/0/000.p/1/',
    ],
    ...[
      '/tile/0/000',
      'tile/0/../000',
      'tile/0/000\n',
      'tile/0/000?',
      'tile/0/x009/x007/x199/x254/x740/992',
      'tile/entries/000',
    ],
    ...['tile/0/x001/x001/x001/x001/x001/x001/001', ''],
  ])('%j is none', (path) => assert.equal(parseTilePath(path), undefined))
})

describe('the tiles of a tree', () => {
  test('are as many and as wide as tlog-tiles says', () => {
    const size = fc.oneof(fc.nat(70_000), fc.constantFrom(255, 256, 257, 65_535, 65_536, 65_537, 16_777_216))
    fc.assert(
      fc.property(size, (size) => {
        for (const { level, index, width } of tilesOf(size)) {
          const hashes = Math.floor(size / 256 ** level)
          assert.equal(width, (index + 1) * 256 <= hashes ? 256 : hashes % 256)
        }
        for (let level = 0; level < TILE_LEVELS; level++) {
          const expected = Math.ceil(Math.floor(size / 256 ** level) / 256)
          assert.equal([...tilesOf(size)].filter((tile) => tile.level === level).length, expected)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('there is none beyond the edge', () => {
    assert.deepEqual([...tilesOf(0)], [])
    assert.equal(tileAt(256, 0, 1), undefined)
    assert.deepEqual(tileAt(256, 1, 0), { level: 1, index: 0, width: 1 })
    assert.deepEqual(tileAt(MAX_TREE_SIZE, 6, 0), { level: 6, index: 0, width: 31 })
    assert.equal(tileAt(MAX_TREE_SIZE, 7, 0), undefined)
  })

  test('a tile of another length is named', () => {
    const tile = { level: 0, index: 0, width: 256 }
    assert.ok(hashesOfTile(tile, new Uint8Array(TILE_BYTES)).ok)
    for (const length of [0, TILE_BYTES - 1, TILE_BYTES - 32, TILE_BYTES + 32]) {
      const judged = hashesOfTile(tile, new Uint8Array(length))
      assert.ok(!judged.ok && judged.finding.code === 'TILE_DIFFERS')
    }
  })
})
