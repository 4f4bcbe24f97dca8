import { BrokenInvariant } from '../kernel/fault.ts'
import { foldSubtrees, rootOf } from './compact-range.ts'
import { consistencyPath, inclusionPath, type LeafRange } from './proof-path.ts'
import { TILE_HASHES, type Tile, tileAt, tilePath } from './tile.ts'
import { emptyRoot, HASH_BYTES, type Sha256 } from './tree-hash.ts'

/** The bytes of a tile, which the caller has at hand. A wider tile at the same place serves as well. */
export type ReadTile = (tile: Tile) => Uint8Array

/** The path from the leaf at `index` to the root of the tree of `size` leaves, made from its tiles. */
export const proveInclusion = (sha256: Sha256, index: number, size: number, read: ReadTile): Uint8Array[] =>
  inclusionPath(index, size).map((range) => hashOfRange(sha256, range, size, read))

/** The path that proves that the tree of `to` leaves begins with that of `from`, made from the tiles of the newer. */
export const proveConsistency = (sha256: Sha256, from: number, to: number, read: ReadTile): Uint8Array[] =>
  consistencyPath(from, to).map((range) => hashOfRange(sha256, range, to, read))

/** The root of a tree, made from its tiles; of an older size too, as long as the tiles hold it. */
export const rootFromTiles = (sha256: Sha256, size: number, read: ReadTile): Uint8Array =>
  size === 0 ? emptyRoot(sha256) : hashOfRange(sha256, { start: 0, end: size }, size, read)

/** The tiles that `proveInclusion` will read: fetch them first, all at once. */
export const tilesForInclusion = (index: number, size: number): Tile[] => tilesUnder(inclusionPath(index, size), size)

/** The tiles that `proveConsistency` will read. */
export const tilesForConsistency = (from: number, to: number): Tile[] => tilesUnder(consistencyPath(from, to), to)

/** The tiles that `rootFromTiles` will read: those of the right edge. */
export const tilesForRoot = (size: number): Tile[] => (size === 0 ? [] : tilesUnder([{ start: 0, end: size }], size))

/** A perfect subtree, as a run of hashes inside one tile. */
interface TileRun {
  readonly tile: Tile
  readonly offset: number
  readonly count: number
}

function tilesUnder(ranges: readonly LeafRange[], size: number): Tile[] {
  const tiles = ranges.flatMap((range) => runsOf(range, size).map(({ tile }) => tile))
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()]
}

function hashOfRange(sha256: Sha256, range: LeafRange, size: number, read: ReadTile): Uint8Array {
  const subtrees = runsOf(range, size).map((run) => hashOfRun(sha256, run, read(run.tile)))
  return foldSubtrees(sha256, subtrees) as Uint8Array
}

function hashOfRun(sha256: Sha256, { tile, offset, count }: TileRun, bytes: Uint8Array): Uint8Array {
  if (bytes.length < (offset + count) * HASH_BYTES)
    throw new BrokenInvariant(`${tilePath(tile)} has ${bytes.length} bytes, too few for the tree`)
  const hashes = Array.from({ length: count }, (_, at) =>
    bytes.slice((offset + at) * HASH_BYTES, (offset + at + 1) * HASH_BYTES),
  )
  return rootOf(sha256, hashes)
}

/** The perfect subtrees of a range, from left to right, each where a tile holds it. */
function runsOf({ start, end }: LeafRange, size: number): TileRun[] {
  const runs: TileRun[] = []
  for (let at = start; at < end; ) {
    const height = heightOfPerfect(end - at)
    const level = Math.floor(height / 8)
    const first = at / TILE_HASHES ** level
    const tile = tileAt(size, level, Math.floor(first / TILE_HASHES))
    if (!tile) throw new BrokenInvariant(`a tree of ${size} leaves has no leaf ${at}`)
    runs.push({ tile, offset: first % TILE_HASHES, count: 2 ** (height % 8) })
    at += 2 ** height
  }
  return runs
}

/** The height of the greatest perfect subtree that a list of `count` leaves begins with. */
function heightOfPerfect(count: number): number {
  let height = 0
  while (2 ** (height + 1) <= count) height++
  return height
}
