import type { ReadModels } from '../engine.ts'
import type { Projection } from '../read-models/projection.ts'

/** Read models that are thrown away, and tell how much room they take. */
export interface ScratchModels extends ReadModels {
  bytes(): Promise<number>
}

/** Opens some that hold nothing. */
export type OpenScratchModels = (projections: readonly Projection[]) => Promise<ScratchModels>
