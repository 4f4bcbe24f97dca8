import type { OnSubtree } from './compact-range.ts'
import { joinHashes, type WrittenTile } from './growing-tiles.ts'
import { TILE_HASHES, tileAt } from './tile.ts'

/** Log2 of TILE_HASHES: each level of tiles stands so many levels of the tree above the one below. */
const TILE_HEIGHT = 8

/**
 * Puts together the tiles above level 0 of a tree of `size` leaves, from the subtrees that a compact range makes on its
 * way: no hash is computed twice. Each is given as soon as it is as wide as the tree has it.
 */
export function upperTiles(size: number, onTile: (tile: WrittenTile) => void): OnSubtree {
  const counts: number[] = []
  const lists: Uint8Array[][] = []
  return (height, hash) => {
    if (height % TILE_HEIGHT !== 0) return
    const level = height / TILE_HEIGHT
    const count = counts[level] ?? 0
    const tile = tileAt(size, level, Math.floor(count / TILE_HASHES))
    counts[level] = count + 1
    // A log may be longer than what was signed.
    if (!tile) return
    const list = count % TILE_HASHES === 0 ? [] : (lists[level] ?? [])
    lists[level] = list
    list.push(hash)
    if (list.length === tile.width) onTile({ tile, bytes: joinHashes(list) })
  }
}
