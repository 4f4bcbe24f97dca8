import type { LoggedFact } from '@procurement-ledger/core'
import type { Projection } from '../read-models/projection.ts'
import type { FactSource } from './fact-source.ts'
import { followerError, type LogSpan } from './follower-error.ts'
import type { Batch, TableChanges } from './read-model-store.ts'
import { StreamFolds } from './stream-folds.ts'

export interface BatchLimits {
  readonly maxBatchEvents: number
  readonly maxCachedEvents: number
}

/** The log, folded, in batches that are each to be saved before the next is asked for. */
export class LogBatches {
  readonly #store: FactSource
  readonly #folds: StreamFolds
  readonly #maxBatchEvents: number
  /** Where a fold failed: there every event is a batch, so that the position stops right before the one that fails. */
  #careful: LogSpan | undefined

  constructor(store: FactSource, projections: readonly Projection[], { maxBatchEvents, maxCachedEvents }: BatchLimits) {
    this.#store = store
    this.#maxBatchEvents = maxBatchEvents
    this.#folds = new StreamFolds(store, projections, maxCachedEvents)
  }

  /** Folds anew from whatever position is asked for next, and with care where a fold failed. */
  forget(failed?: LogSpan): void {
    this.#folds.forget()
    this.#careful = failed ?? this.#careful
  }

  /** What the log has now behind a position. Ends early, with nothing half folded to be saved, when the signal aborts. */
  async *behind(position: bigint, signal: AbortSignal): AsyncGenerator<Batch> {
    let previous = position
    let first: LoggedFact | undefined
    let last: LoggedFact | undefined
    for await (const page of this.#facts(position, signal)) {
      for (const fact of page) {
        if (first !== undefined && last !== undefined && this.#isFull(last, fact)) {
          yield await this.#batch(previous, first, last)
          if (signal.aborted) return
          previous = last.position
          first = undefined
        }
        first ??= fact
        last = fact
        // Most facts are folded at once; an await for each of them would cost as much as the fold.
        const loading = this.#fold(fact)
        if (loading !== undefined) await loading
      }
    }
    if (first === undefined || last === undefined || signal.aborted) return
    yield await this.#batch(previous, first, last)
  }

  /** The batch that ends with `last` is saved before `next` is folded. */
  #isFull(last: LoggedFact, next: LoggedFact): boolean {
    return this.#folds.weight >= this.#maxBatchEvents || this.#isCareful(next) || this.#isCareful(last)
  }

  #isCareful({ position }: LoggedFact): boolean {
    return this.#careful !== undefined && position >= this.#careful.from && position <= this.#careful.until
  }

  async *#facts(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LoggedFact[]> {
    try {
      yield* this.#store.readFacts({ after, signal })
    } catch (thrown) {
      throw followerError(thrown, 'READ_FAILED')
    }
  }

  #fold(fact: LoggedFact): Promise<void> | undefined {
    const fail = (thrown: unknown): never => {
      throw followerError(thrown, 'FOLD_FAILED', { from: fact.position, until: fact.position })
    }
    try {
      return this.#folds.add(fact)?.catch(fail)
    } catch (thrown) {
      return fail(thrown)
    }
  }

  async #batch(previous: bigint, first: LoggedFact, last: LoggedFact): Promise<Batch> {
    const { position, stream, revision, eventId } = last
    const changes = await this.#changes(first, last)
    return { previous, position, anchor: { stream, revision, eventId }, changes }
  }

  async #changes(first: LoggedFact, last: LoggedFact): Promise<readonly TableChanges[]> {
    try {
      return await this.#folds.changes(last.position)
    } catch (thrown) {
      throw followerError(thrown, 'FOLD_FAILED', { from: first.position, until: last.position })
    }
  }
}
