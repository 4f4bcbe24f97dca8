import type { Projection, Row } from '../read-models/projection.ts'

/** What a batch changes in one table. Rows are those of the declared columns; a stream's rows share their owner. */
export interface TableChanges {
  readonly table: string
  /** Owners all of whose rows go first; what they have now is in `inserted`. */
  readonly cleared: readonly string[]
  readonly deleted: readonly RowKey[]
  readonly replaced: readonly Row[]
  readonly inserted: readonly Row[]
}

export interface RowKey {
  /** The value of the column that the table declares as its owner. */
  readonly owner: string
  readonly key: string
}

/** The last event that was folded, by which a log is known again. */
export interface Anchor {
  readonly stream: string
  readonly revision: number
  readonly eventId: string
}

/** The set of tables that these projections fill, as it stands. */
export interface Generation {
  readonly position: bigint
  /** Undefined before the first event. */
  readonly anchor: Anchor | undefined
  /** Whether readers see it. */
  readonly isServing: boolean
}

export interface Batch {
  /** Where the follower believes the generation to be: the fence. */
  readonly previous: bigint
  readonly position: bigint
  readonly anchor: Anchor
  readonly changes: readonly TableChanges[]
}

/**
 * Where a follower keeps rows, per engine. An engine MUST keep these:
 *
 * - A save is one transaction: all rows and the new position, or nothing.
 * - It is fenced: it takes place only where the generation is at `previous` and held by `owner`.
 * - A generation has at most one owner. A lease that was not renewed in time can be taken over by anyone; the one who
 *   lost it finds out at the next save, by the fence, and not by a clock.
 * - Generations of other projections are not touched by a save: they go on, and the serving one goes on answering.
 * - `serve` is one transaction: the views, the mark and the old tables change together or not at all, and readers never
 *   see a position earlier than they have seen.
 *
 * After a crash a generation is as the last save left it. It need not survive a power loss to the last save, since rows
 * and position go together and the rest is folded again.
 */
export interface ReadModelStore {
  readonly projections: readonly Projection[]

  /** The generation of `projections`; undefined once another was put in its place. */
  generation(): Promise<Generation | undefined>

  /** Takes the generation, or renews what is held. False while another owner's lease runs, or when it is gone. */
  claim(owner: string, leaseMs: number): Promise<boolean>

  /** False, and nothing written, where the fence does not hold. Renews the lease. */
  save(owner: string, leaseMs: number, batch: Batch): Promise<boolean>

  /** Lets readers see the generation, once it is not behind the one that they see. False where it is, or is not held. */
  serve(owner: string): Promise<boolean>

  /** Gives the generation back, so that another need not wait for the lease to end. */
  release(owner: string): Promise<void>

  /** The position that readers see. */
  position(): Promise<bigint>
}
