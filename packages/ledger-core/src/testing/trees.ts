import { sha256 } from '../evidence/digest.ts'
import { EMPTY_EDGE, growTiles, type TreeEdge } from '../evidence/growing-tiles.ts'
import type { LeafRange } from '../evidence/proof-path.ts'
import { TILE_HASHES, type Tile, tilePath } from '../evidence/tile.ts'
import type { ReadTile } from '../evidence/tile-proof.ts'
import { hashNode } from '../evidence/tree-hash.ts'
import { splitOf } from '../evidence/tree-size.ts'

/** The hash of the made-up leaf number `index`. */
export const leafHashAt = (index: number): Uint8Array => sha256(Uint8Array.of(0), `leaf ${index}`)

export const leafHashes = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => leafHashAt(index))

/** The hash of a range by the recursion of RFC 9162 2.1.1 and nothing else: what faster ways are held against. */
export function hashByDefinition(leaves: readonly Uint8Array[], { start, end }: LeafRange): Uint8Array {
  if (start === end) return sha256()
  if (end - start === 1) return leaves[start] as Uint8Array
  const middle = start + splitOf(end - start)
  return hashNode(
    sha256,
    hashByDefinition(leaves, { start, end: middle }),
    hashByDefinition(leaves, { start: middle, end }),
  )
}

/** A tree all of whose leaves are one: of any size up to 2^53 - 1, since a range is known by its length. */
export function uniformTree(leaf: Uint8Array): (range: LeafRange) => Uint8Array {
  const known = new Map<number, Uint8Array>([
    [0, sha256()],
    [1, leaf],
  ])
  const hashOf = (length: number): Uint8Array => {
    const left = splitOf(length)
    const hash = known.get(length) ?? hashNode(sha256, hashOf(left), hashOf(length - left))
    known.set(length, hash)
    return hash
  }
  return ({ start, end }) => known.get(end - start) ?? hashOf(end - start)
}

/** An evidence folder in memory: grown in batches, read by path, full tiles in the place of partial ones. */
export class TileFolder {
  readonly files = new Map<string, Uint8Array>()
  edge: TreeEdge = EMPTY_EDGE

  grow(hashes: readonly Uint8Array[]): this {
    const grown = growTiles(sha256, this.edge, hashes)
    for (const { tile, bytes } of grown.tiles) this.files.set(tilePath(tile), bytes)
    this.edge = grown.edge
    return this
  }

  readonly read: ReadTile = (tile: Tile) => {
    const bytes = this.files.get(tilePath(tile)) ?? this.files.get(tilePath({ ...tile, width: TILE_HASHES }))
    if (!bytes) throw new Error(`no ${tilePath(tile)}`)
    return bytes
  }
}
