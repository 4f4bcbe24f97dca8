import type { WrittenTile } from '../evidence/growing-tiles.ts'
import type { Tile } from '../evidence/tile.ts'

/** Who a log is: what LedgerOpened states, kept in the folder too. */
export interface LogIdentity {
  readonly ledgerId: string
  readonly origin: string
}

/** One leaf: its place in the tree, and the event in the log that it is the leaf of. */
export interface IndexedLeaf {
  readonly leafIndex: number
  readonly position: bigint
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly leafHash: Uint8Array
}

/**
 * The one map between position, event id and tree index. It is made from the log and can be made again. Rows that were
 * added are durable when `commit` returns, and may be gone after a crash before it; never others.
 */
export interface LogIndex {
  /** Leaves it holds, counting what was added and not yet committed. */
  size(): number
  add(leaves: readonly IndexedLeaf[]): void
  commit(): void
  /** Keeps the first `size` leaves, durably. */
  cut(size: number): void
  at(leafIndex: number): IndexedLeaf | undefined
  find(eventId: string): IndexedLeaf | undefined
}

/**
 * Where the last signed checkpoint stands. `swap` MUST be atomic and durable before it resolves, over all who sign for
 * the log: it is what keeps two notaries from signing two histories. A file serves one machine; several need something
 * that they share. Never only the ledger's own database: a backup of it would take the checkpoint back with the log.
 */
export interface CheckpointStore {
  read(): Promise<string | undefined>
  /** Puts `next` in the place of `previous`; false where something else stands there. */
  swap(previous: string | undefined, next: string): Promise<boolean>
}

/** Who holds a folder, in words. */
export interface Holder {
  readonly holder: string
}

/**
 * The evidence beside a ledger: identity, index, tiles, checkpoint. Any web server can serve it as it lies. After a
 * crash it holds what was durable, and possibly tiles and rows beyond the checkpoint, which are written again.
 */
export interface EvidenceFolder {
  /** Its place, for messages. */
  readonly where: string
  readonly index: LogIndex
  readonly checkpoints: CheckpointStore
  identity(): Promise<LogIdentity | undefined>
  /** Durable before it resolves. */
  setIdentity(identity: LogIdentity): Promise<void>
  /** The tile of just this width; undefined where there is none. */
  readTile(tile: Tile): Uint8Array | undefined
  /** All of them durable before it resolves; each is there whole or not at all. */
  writeTiles(tiles: readonly WrittenTile[]): Promise<void>
  /** Shows a checkpoint that another store than the folder's own took. */
  publish(note: string): Promise<void>
  /** What partial tiles are left of a tile that is full now may go. */
  dropPartials(tiles: readonly Tile[]): Promise<void>
  /** Takes the folder for one notary, until `release` or the end of the process; answers with who has it otherwise. */
  claim(): Holder | undefined
  release(): void
  close(): void
}
