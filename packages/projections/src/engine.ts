import type { ReadModelStore } from './follower/read-model-store.ts'
import type { Snapshots } from './queryable.ts'

/** What an engine opens: read models that a follower keeps and that anybody reads. */
export interface ReadModels extends ReadModelStore, Snapshots, AsyncDisposable {
  /** The same as that of the generation which readers see. */
  position(): Promise<bigint>
  /** Waits for the snapshots that are open. Stop the follower first. */
  close(): Promise<void>
}
