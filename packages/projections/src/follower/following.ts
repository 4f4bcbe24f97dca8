import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventStore } from '@procurement-ledger/core'
import { Backoff, type Progress, pause, supervise } from '@procurement-ledger/core/follower'
import type { FollowOptions } from './follow.ts'
import { FollowerError, type FollowerErrorCode, followerError, reading, saving } from './follower-error.ts'
import { LogBatches } from './log-batches.ts'
import type { Batch, Generation, ReadModelStore } from './read-model-store.ts'
import { assertSameLog } from './same-log.ts'

/** At most so many events are folded in one transaction, counting those that are folded again. */
const MAX_BATCH_EVENTS = 20_000

/** Events whose folded streams are kept in memory: about a kilobyte each, with the rows that were made of them. */
const MAX_CACHED_EVENTS = 100_000

/** Without a renewal for so long, another worker takes over. Short, because the fence and not the lease keeps rows right. */
const LEASE_MS = 3_000
const RENEWALS_PER_LEASE = 3

/** Events that come within so long are saved together: under load a transaction for each few would cost more than the folds. */
const GATHER_MS = 5

/** A reason of our own: without one, every abort makes an exception with its stack, and a busy log wakes often. */
const WAITED = 'waited'

/** Follows the log for as long as it holds the lease, and stands by otherwise. */
export class Following {
  readonly #store: EventStore
  readonly #models: ReadModelStore
  readonly #batches: LogBatches
  readonly #progress: Progress<FollowerErrorCode>
  readonly #owner: string
  readonly #leaseMs: number
  readonly #stopping = new AbortController()
  readonly #signal: AbortSignal
  readonly #backoff = new Backoff()
  /** Readers see what it folds. */
  #isServing = false
  #superseded: FollowerError | undefined

  constructor(options: FollowOptions, progress: Progress<FollowerErrorCode>) {
    const { maxBatchEvents = MAX_BATCH_EVENTS, maxCachedEvents = MAX_CACHED_EVENTS } = options
    this.#store = options.store
    this.#models = options.models
    this.#batches = new LogBatches(options.store, options.models.projections, { maxBatchEvents, maxCachedEvents })
    this.#progress = progress
    this.#owner = options.owner ?? randomUUID()
    this.#leaseMs = options.leaseMs ?? LEASE_MS
    const { signal } = this.#stopping
    this.#signal = options.signal === undefined ? signal : AbortSignal.any([signal, options.signal])
  }

  stop(): void {
    this.#stopping.abort()
  }

  async run(): Promise<void> {
    const turn = () => this.#lead()
    const stall = (thrown: unknown) => this.#stall(followerError(thrown, 'FOLD_FAILED'))
    await supervise({ turn, stall, backoff: this.#backoff }, this.#signal)
    await this.#models.release(this.#owner).catch(() => {
      // The lease then runs out by itself.
    })
    this.#batches.forget()
    this.#progress.enter('stopped', this.#superseded)
  }

  /** Follows for as long as the lease is held; returns to be called again. */
  async #lead(): Promise<void> {
    if (!(await this.#claim())) return this.#standBy()
    // Whoever led in between may have gone ahead of what is in memory.
    this.#batches.forget()
    const generation = await this.#generation()
    if (generation === undefined) return this.#stopSuperseded()
    await assertSameLog(this.#store, generation)
    this.#progress.reach(generation.position)
    this.#isServing = generation.isServing && generation.position > 0n
    // What stalled stays so until something is saved again.
    if (this.#progress.state !== 'stalled') this.#enterLeading()

    // Asked for by every leader: the one before may have ended between its last save and this.
    let isInPlace = false
    while (!this.#signal.aborted) {
      this.#progress.head = await reading(() => this.#store.head())
      if (!(await this.#catchUp())) return
      if (this.#signal.aborted) return
      if (!isInPlace) {
        isInPlace = await saving(() => this.#models.serve(this.#owner))
        this.#isServing ||= isInPlace
      }
      this.#enterLeading()
      await this.#waitForMore()
      if (!this.#signal.aborted && !(await this.#claim())) return
    }
  }

  /** Folds all that the log has now. False where the fence did not hold: another worker is ahead. */
  async #catchUp(): Promise<boolean> {
    for await (const batch of this.#batches.behind(this.#progress.position, this.#signal))
      if (!(await this.#save(batch))) return false
    return true
  }

  async #save(batch: Batch): Promise<boolean> {
    const isSaved = await saving(() => this.#models.save(this.#owner, this.#leaseMs, batch))
    if (!isSaved) return false
    this.#progress.reach(batch.position)
    this.#backoff.reset()
    this.#enterLeading()
    // Timers, requests and signals have their turn between batches, whatever the engines do.
    await nextTurn()
    return true
  }

  /** Waits until the log may hold more, but never longer than the lease may go without a renewal. */
  async #waitForMore(): Promise<void> {
    const done = new AbortController()
    const timer = setTimeout(() => done.abort(WAITED), this.#leaseMs / RENEWALS_PER_LEASE)
    const signal = AbortSignal.any([this.#signal, done.signal])
    try {
      await reading(() => this.#store.waitBeyond(this.#progress.position, signal))
    } finally {
      clearTimeout(timer)
      done.abort(WAITED)
    }
    await pause(GATHER_MS, this.#signal)
  }

  async #standBy(): Promise<void> {
    const generation = await this.#generation()
    if (generation === undefined) return this.#stopSuperseded()
    this.#progress.reach(generation.position)
    // What readers see meanwhile may be made by other projections, such as those of other packs of rules.
    this.#progress.enter(generation.isServing ? 'standby' : 'building')
    this.#progress.head = await reading(() => this.#store.head())
    await pause(this.#leaseMs / RENEWALS_PER_LEASE, this.#signal)
  }

  #stopSuperseded(): void {
    const message = 'other projections fill the read models now; this worker follows what nobody reads'
    this.#superseded = new FollowerError('SUPERSEDED', message)
    this.#stopping.abort()
  }

  /** Keeps the position. The lease is left to run out: another worker may fare better. */
  #stall(error: FollowerError): void {
    this.#batches.forget(error.span)
    this.#progress.enter('stalled', error)
  }

  #claim = (): Promise<boolean> => saving(() => this.#models.claim(this.#owner, this.#leaseMs))
  #generation = (): Promise<Generation | undefined> => saving(() => this.#models.generation())

  #enterLeading(): void {
    this.#progress.enter(this.#isServing ? 'following' : 'building')
  }
}
