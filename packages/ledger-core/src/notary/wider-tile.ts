import { TILE_HASHES, type Tile, tileAt } from '../evidence/tile.ts'
import { HASH_BYTES } from '../evidence/tree-hash.ts'
import type { EvidenceFolder } from './evidence-folder.ts'

/**
 * The first hashes of a tile, from the file of just its width, or of the width that it has at `size`, or of the full
 * tile: each wider one begins with it, and only what is full loses its narrower ones.
 */
export function widerTile(
  { level, index, width }: Tile,
  size: number,
  readTile: EvidenceFolder['readTile'],
): Uint8Array | undefined {
  const widths = new Set([width, tileAt(size, level, index)?.width ?? width, TILE_HASHES])
  for (const wider of widths) {
    const bytes = wider < width ? undefined : readTile({ level, index, width: wider })
    if (bytes && bytes.length >= width * HASH_BYTES) return bytes.slice(0, width * HASH_BYTES)
  }
  return undefined
}
