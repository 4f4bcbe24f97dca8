import { type Tile, tilePath } from '../evidence/tile.ts'
import type { CheckpointStore, EvidenceFolder, IndexedLeaf, LogIdentity, LogIndex } from './evidence-folder.ts'

/** The evidence of a ledger in memory: a real folder, for as long as the process lives. */
export function memoryFolder(): EvidenceFolder {
  const tiles = new Map<string, Uint8Array>()
  let identity: LogIdentity | undefined
  let isHeld = false
  return {
    where: 'memory',
    index: memoryIndex(),
    checkpoints: memoryCheckpoints(),
    identity: async () => identity,
    async setIdentity(stated) {
      identity = stated
    },
    readTile: (tile) => tiles.get(tilePath(tile)),
    async writeTiles(written) {
      for (const { tile, bytes } of written) tiles.set(tilePath(tile), bytes)
    },
    async publish() {
      // Nobody reads a folder in memory but its notary.
    },
    async dropPartials(full: readonly Tile[]) {
      for (const tile of full)
        for (let width = 1; width < tile.width; width++) tiles.delete(tilePath({ ...tile, width }))
    },
    claim() {
      if (isHeld) return { holder: 'this process' }
      isHeld = true
      return undefined
    },
    release() {
      isHeld = false
    },
    close() {
      isHeld = false
    },
  }
}

function memoryIndex(): LogIndex {
  const leaves: IndexedLeaf[] = []
  const byId = new Map<string, number>()
  return {
    size: () => leaves.length,
    add(added) {
      for (const leaf of added) byId.set(leaf.eventId, leaves.push(leaf) - 1)
    },
    commit() {
      // Nothing in memory outlives a crash.
    },
    cut(size) {
      for (const { eventId } of leaves.splice(size)) byId.delete(eventId)
    },
    at: (leafIndex) => leaves[leafIndex],
    find: (eventId) => leaves[byId.get(eventId) ?? -1],
  }
}

function memoryCheckpoints(): CheckpointStore {
  let note: string | undefined
  return {
    read: async () => note,
    async swap(previous, next) {
      if (note !== previous) return false
      note = next
      return true
    },
  }
}
