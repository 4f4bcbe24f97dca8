import { type FetchTile, type Finding, finding, TILE_HASHES, tileAt, tilePath } from '@procurement-ledger/core/verify'

/** The tiles of level 0, each given before the events that it covers. */
export interface TileFeed {
  /** The tile that begins at this index; undefined where none does, and behind the first that is wrong. */
  before(index: number): Promise<Uint8Array | undefined> | undefined
  readonly findings: readonly Finding[]
}

export function openTileFeed(fetchTile: FetchTile, size: number): TileFeed {
  const findings: Finding[] = []
  const fetch = async (index: number): Promise<Uint8Array | undefined> => {
    const tile = tileAt(size, 0, index / TILE_HASHES)
    if (!tile) return undefined
    const bytes = await fetchTile(tile)
    const wide = tile.width * HASH_BYTES
    if (bytes?.length === wide || bytes?.length === TILE_HASHES * HASH_BYTES) return bytes.subarray(0, wide)
    // Behind a hole every leaf would stand at another place.
    findings.push(
      bytes === undefined
        ? finding('TILE_MISSING', `${tilePath(tile)} is not there`, { index })
        : finding('TILE_DIFFERS', `${tilePath(tile)} has ${bytes.length} bytes, not ${wide}`, { index }),
    )
    return undefined
  }
  return {
    findings,
    before: (index) => (index % TILE_HASHES === 0 && findings.length === 0 ? fetch(index) : undefined),
  }
}

const HASH_BYTES = 32
