import { BrokenInvariant } from '../kernel/fault.ts'
import { rootOf } from './compact-range.ts'
import { hashesAt, TILE_HASHES, TILE_LEVELS, type Tile } from './tile.ts'
import type { ReadTile } from './tile-proof.ts'
import { emptyRoot, HASH_BYTES, type Sha256 } from './tree-hash.ts'

/** The right edge of a tree: of each level the hashes that no full tile holds yet. All that growing it needs. */
export interface TreeEdge {
  readonly size: number
  readonly levels: readonly (readonly Uint8Array[])[]
}

export interface WrittenTile {
  readonly tile: Tile
  readonly bytes: Uint8Array
}

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [] }

/**
 * Appends leaf hashes: answers with the tiles to write, full ones first as they came to be, then the partial ones of
 * the new size, and with the new edge. The old edge stays as it was, so a failed write is done again from it.
 */
export function growTiles(
  sha256: Sha256,
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly tiles: readonly WrittenTile[] } {
  const size = edge.size + leafHashes.length
  const levels = Array.from({ length: TILE_LEVELS }, (_, level) => [...(edge.levels[level] ?? [])])
  const full: WrittenTile[] = []
  const touched = new Set<number>()

  const append = (level: number, hash: Uint8Array, at: number): void => {
    const hashes = levels[level] as Uint8Array[]
    hashes.push(hash)
    touched.add(level)
    if (hashes.length < TILE_HASHES) return
    const index = Math.floor(at / TILE_HASHES)
    full.push({ tile: { level, index, width: TILE_HASHES }, bytes: joinHashes(hashes) })
    levels[level] = []
    append(level + 1, rootOf(sha256, hashes), index)
  }
  leafHashes.forEach((hash, at) => {
    append(0, hash, edge.size + at)
  })

  const partial = [...touched].flatMap((level): WrittenTile[] => {
    const hashes = levels[level] as Uint8Array[]
    const index = Math.floor(hashesAt(size, level) / TILE_HASHES)
    return hashes.length === 0 ? [] : [{ tile: { level, index, width: hashes.length }, bytes: joinHashes(hashes) }]
  })
  return { edge: { size, levels }, tiles: [...full, ...partial] }
}

/** The root of the tree that ends in this edge. */
export function rootOfEdge(sha256: Sha256, { levels }: TreeEdge): Uint8Array {
  // What is left over at a level is the last, shorter subtree of the list above it.
  const root = levels.reduce<Uint8Array | undefined>((below, hashes) => {
    const list = below === undefined ? hashes : [...hashes, below]
    return list.length === 0 ? undefined : rootOf(sha256, list)
  }, undefined)
  return root ?? emptyRoot(sha256)
}

/** The edge of a tree whose tiles are written, to go on from after a restart. */
export function edgeFromTiles(size: number, read: ReadTile): TreeEdge {
  const levels = Array.from({ length: TILE_LEVELS }, (_, level) => {
    const index = Math.floor(hashesAt(size, level) / TILE_HASHES)
    const width = hashesAt(size, level) % TILE_HASHES
    return width === 0 ? [] : splitHashes(read({ level, index, width }), width)
  })
  return { size, levels }
}

export const joinHashes = (hashes: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  hashes.forEach((hash, at) => {
    bytes.set(hash, at * HASH_BYTES)
  })
  return bytes
}

/** The first `width` hashes: a wider tile begins with a narrower one. */
function splitHashes(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length < width * HASH_BYTES)
    throw new BrokenInvariant(`a partial tile of ${width} hashes has ${bytes.length} bytes`)
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}
