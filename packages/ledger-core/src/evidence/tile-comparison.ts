import { type Finding, finding, type Place } from './finding.ts'
import { type Difference, nameDifference } from './name-difference.ts'
import { type PlacedEvent, placeOf } from './stated-event.ts'
import { hashesOfTile, TILE_HASHES, tileAt, tilePath } from './tile.ts'

/** The leaves of a log held against its tiles of level 0 as both stream by, in the memory of two tiles. */
export interface TileComparison {
  /** The next tile; undefined where it has the right length. */
  addTile(bytes: Uint8Array): Finding | undefined
  /** The next leaf of the log. Leaves that no tile covers yet are not compared. */
  addLeaf(leafHash: Uint8Array, index: number, event: PlacedEvent): void
  /**
   * The first difference. Under the signed root the leaf is right, and the tile is not. Where the log is not whole, the
   * last tiles wait for leaves that nobody could read, and are not compared.
   */
  end(hasSignedRoot: boolean, isWhole: boolean): Finding | undefined
}

/** A leaf of the log that waits to be held against its tile. */
interface FoundLeaf {
  readonly hash: Uint8Array
  readonly event: PlacedEvent
}

export function compareWithTiles(size: number): TileComparison {
  // Both begin at the index `base`. Two tiles, so that a difference at the end of the first is still told apart.
  let recorded: Uint8Array[] = []
  let found: FoundLeaf[] = []
  let base = 0
  let first: { readonly difference: Difference; readonly place: Place & { readonly index: number } } | undefined

  const compare = (length: number): void => {
    if (first) return
    const hashes = found.map(({ hash }) => hash)
    const difference = nameDifference(recorded, hashes, length)
    const leaf = difference && found[difference.at]
    if (leaf) first = { difference, place: { ...placeOf(leaf.event), index: base + difference.at } }
  }

  return {
    addTile(bytes) {
      const tile = tileAt(size, 0, (base + recorded.length) / TILE_HASHES)
      if (!tile) return finding('TILE_DIFFERS', `a tree of ${size} leaves has no further tile`)
      const hashes = hashesOfTile(tile, bytes)
      if (!hashes.ok) return hashes.finding
      recorded.push(...hashes.value)
      return undefined
    },

    addLeaf(hash, index, event) {
      // One tile beyond what is recorded, so that a leaf slipped in at the end is told from an altered one.
      const isNear = recorded.length > 0 && found.length < recorded.length + TILE_HASHES
      if (!isNear || index !== base + found.length) return
      found.push({ hash, event })
      if (found.length < 2 * TILE_HASHES) return
      compare(TILE_HASHES)
      recorded = recorded.slice(TILE_HASHES)
      found = found.slice(TILE_HASHES)
      base += TILE_HASHES
    },

    end(hasSignedRoot, isWhole) {
      if (isWhole) compare(Number.POSITIVE_INFINITY)
      if (!first) return undefined
      const { difference, place } = first
      const { index } = place
      if (!hasSignedRoot) return finding(difference.code, `at index ${index}: ${difference.message}`, place)
      const tile = tileAt(size, 0, Math.floor(index / TILE_HASHES))
      return finding('TILE_DIFFERS', `${tile && tilePath(tile)} holds another hash for index ${index}`, { index })
    },
  }
}
