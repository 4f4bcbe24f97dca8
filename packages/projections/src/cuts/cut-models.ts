import { setImmediate as nextTurn } from 'node:timers/promises'
import { BrokenInvariant } from '@procurement-ledger/core'
import type { FactSource } from '../follower/fact-source.ts'
import { LogBatches } from '../follower/log-batches.ts'
import type { Snapshots } from '../queryable.ts'
import type { Projection } from '../read-models/projection.ts'
import type { LogCut } from './cut.ts'
import { CutLog } from './cut-log.ts'
import type { ScratchModels } from './scratch-models.ts'

/** Events folded in one go. Small, because whoever waits for the event loop waits so long: some tens of milliseconds. */
const BATCH_EVENTS = 2_000
/** Streams that stay in memory while a log is folded, counted in events. */
const CACHED_EVENTS = 50_000

const OWNER = 'cut'
const LEASE_MS = 60_000

/** Read models of a cut: the same tables, folded from the same log by the same folds, of nothing but what it holds. */
export class CutModels {
  readonly #models: ScratchModels
  readonly #log: CutLog
  readonly #batches: LogBatches
  readonly #closing = new AbortController()
  #isServing = false
  #bytes = 0

  constructor(log: FactSource, cut: LogCut, models: ScratchModels, projection: Projection) {
    this.#models = models
    this.#log = new CutLog(log, cut)
    const limits = { maxBatchEvents: BATCH_EVENTS, maxCachedEvents: CACHED_EVENTS }
    this.#batches = new LogBatches(this.#log, [projection], limits)
  }

  get models(): Snapshots {
    return this.#models
  }

  /** The log up to here is in them without a gap. */
  get wholeUntil(): bigint {
    return this.#log.wholeUntil
  }

  /** Whether there is an answer already, so that little can be left to fold. */
  get isServing(): boolean {
    return this.#isServing
  }

  /** What its tables take, as of the last batch. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Folds what the log holds of the cut up to `head`. After each batch others have their turn, and `onBatch` may throw
   * to end it. One call at a time; after one that threw, nothing but `close`.
   */
  async advance(head: bigint, onBatch: (position: bigint) => void): Promise<void> {
    if (!this.#log.extendTo(head) && this.#isServing) return
    const { signal } = this.#closing
    await this.#models.claim(OWNER, LEASE_MS)
    for await (const batch of this.#batches.behind(await this.#models.position(), signal)) {
      if (!(await this.#models.save(OWNER, LEASE_MS, batch)))
        throw new BrokenInvariant('another writer saved into the models of a cut')
      this.#bytes = await this.#models.bytes()
      onBatch(batch.position)
      await nextTurn()
    }
    signal.throwIfAborted()
    // What is folded further, if anything is, begins with few streams.
    this.#batches.forget()
    if (this.#isServing) return
    await this.#models.serve(OWNER)
    this.#isServing = true
    // With the indexes, which are made at the end.
    this.#bytes = await this.#models.bytes()
    onBatch(await this.#models.position())
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#models.close()
  }
}
