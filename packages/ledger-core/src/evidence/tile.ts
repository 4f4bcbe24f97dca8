import { type Judged, sound, unsound } from './finding.ts'
import { HASH_BYTES } from './tree-hash.ts'
import { isTreeSize } from './tree-size.ts'

// Source: C2SP tlog-tiles. A tile holds up to 256 hashes that stand side by side at one height of the tree: those of
// level L are the hashes of 256^L leaves each, so each tile of level L + 1 is made of 256 full tiles of level L.

export const TILE_HASHES = 256
export const TILE_BYTES = TILE_HASHES * HASH_BYTES

/** 256^6 < 2^53 < 256^7: a tree of any size that is handled has tiles at these levels, 0 to 6. */
export const TILE_LEVELS = 7

export interface Tile {
  readonly level: number
  /** Place among the tiles of its level, from 0. */
  readonly index: number
  /** How many hashes it holds: 256, or fewer at the right edge of the tree. */
  readonly width: number
}

/** `tile/0/x001/x234/067`, and for a partial tile `.p/<width>` behind it. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) as string[]
  const path = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/')
  return `tile/${level}/${path}${width === TILE_HASHES ? '' : `.p/${width}`}`
}

/** Reads a path that `tilePath` could have written; undefined for any other. Paths come from the caller of a server. */
export function parseTilePath(path: string): Tile | undefined {
  const match = TILE_PATH.exec(path)
  if (!match) return undefined
  const [, level = '', groups = '', width] = match
  const index = Number(groups.replaceAll(/[x/]/g, ''))
  if (!isTreeSize(index)) return undefined
  const tile = { level: Number(level), index, width: width === undefined ? TILE_HASHES : Number(width) }
  // x000/001 would be a second name of 001.
  return tilePath(tile) === path && tile.width <= TILE_HASHES ? tile : undefined
}

const TILE_PATH = /^tile\/([0-6])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** How many hashes a tree of `size` leaves has at a level. */
export const hashesAt = (size: number, level: number): number => Math.floor(size / TILE_HASHES ** level)

/** The tile of a level at an index, as wide as a tree of this size has it; undefined where it has none. */
export function tileAt(size: number, level: number, index: number): Tile | undefined {
  const width = Math.min(hashesAt(size, level) - index * TILE_HASHES, TILE_HASHES)
  return width > 0 ? { level, index, width } : undefined
}

/** Every tile of a tree, level by level from the leaves up. */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; level < TILE_LEVELS; level++) {
    for (let index = 0; ; index++) {
      const tile = tileAt(size, level, index)
      if (!tile) break
      yield tile
    }
  }
}

/** The hashes of a tile, judged by its length. */
export function hashesOfTile(tile: Tile, bytes: Uint8Array): Judged<readonly Uint8Array[]> {
  if (bytes.length !== tile.width * HASH_BYTES)
    return unsound(
      'TILE_DIFFERS',
      `${tilePath(tile)} has ${bytes.length} bytes; ${tile.width} hashes are ${tile.width * HASH_BYTES}`,
    )
  return sound(Array.from({ length: tile.width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)))
}
