import type { Tile } from '../evidence/tile.ts'
import { Fault } from '../kernel/fault.ts'
import type { EvidenceFolder, IndexedLeaf } from './evidence-folder.ts'
import { widerTile } from './wider-tile.ts'

/** What readers see of a folder: the tree under the last checkpoint, and nothing of what lies beyond it. */
export class SignedTree {
  readonly #folder: EvidenceFolder
  #note: string | undefined
  #size = 0

  constructor(folder: EvidenceFolder) {
    this.#folder = folder
  }

  /** The last checkpoint. */
  get note(): string | undefined {
    return this.#note
  }

  /** Leaves under it. */
  get size(): number {
    return this.#size
  }

  show(note: string, size: number): void {
    this.#note = note
    this.#size = size
  }

  leafAt(index: number): IndexedLeaf | undefined {
    return index < this.#size ? this.#folder.index.at(index) : undefined
  }

  leafOf(eventId: string): IndexedLeaf | undefined {
    const leaf = this.#folder.index.find(eventId)
    return leaf && leaf.leafIndex < this.#size ? leaf : undefined
  }

  /** @throws Fault EVIDENCE_FAILED where the folder does not have it */
  readTile(tile: Tile): Uint8Array {
    const { where, readTile } = this.#folder
    const bytes = widerTile(tile, this.#size, readTile)
    if (bytes !== undefined) return bytes
    throw new Fault('EVIDENCE_FAILED', `${where} lacks tile ${tile.index} of level ${tile.level}; restore it`)
  }
}
