import type { WrittenTile } from '../evidence/growing-tiles.ts'
import { hashesAt, TILE_HASHES, type Tile } from '../evidence/tile.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { EvidenceFolder } from './evidence-folder.ts'
import { type GrownLog, growLog } from './grown-log.ts'
import type { LogEnd } from './log-end.ts'

/** What the log has behind `from`, to a tree of at most `upTo` leaves. Nothing of it is durable yet. */
export async function gatherBatch(
  store: EventStore,
  folder: EvidenceFolder,
  from: LogEnd,
  upTo: number,
): Promise<Batch> {
  const batch = new Batch(folder)
  for await (const grown of growLog(store, from, upTo)) batch.add(grown)
  return batch
}

/** Pages of the log on their way into the folder: of each tile only the widest is written. */
class Batch {
  readonly #folder: EvidenceFolder
  readonly #tiles = new Map<string, WrittenTile>()
  #end: LogEnd | undefined
  #leaves = 0

  constructor(folder: EvidenceFolder) {
    this.#folder = folder
  }

  get leaves(): number {
    return this.#leaves
  }

  /** The log's end behind what was added; undefined where nothing was. */
  get end(): LogEnd | undefined {
    return this.#end
  }

  /** The tiles that became full, and that a tree of `size` leaves had as partial ones. */
  filled(size: number): readonly Tile[] {
    return [...this.#tiles.values()]
      .map(({ tile }) => tile)
      .filter(({ level, index, width }) => width === TILE_HASHES && hashesAt(size, level) > index * TILE_HASHES)
  }

  add({ leaves, tiles, end }: GrownLog): void {
    this.#folder.index.add(leaves)
    // A later page's tile at the same place is as wide or wider.
    for (const written of tiles) this.#tiles.set(`${written.tile.level}/${written.tile.index}`, written)
    this.#leaves += leaves.length
    this.#end = end
  }

  /** Index and tiles are durable when it resolves. */
  async write(): Promise<void> {
    await this.#folder.writeTiles([...this.#tiles.values()])
    this.#folder.index.commit()
  }
}
