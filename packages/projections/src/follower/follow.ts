import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { EventStore, LoggedFact } from '@procurement-ledger/core'
import { FollowerError, type FollowerErrorCode, followerError, type LogSpan } from './follower-error.ts'
import type { Anchor, Generation, ReadModelStore, TableChanges } from './read-model-store.ts'
import { StreamFolds } from './stream-folds.ts'

/** At most so many events are folded in one transaction, counting those that are folded again. */
export const MAX_BATCH_EVENTS = 20_000

/** Events whose folded streams are kept in memory: about a kilobyte each, with the rows that were made of them. */
export const MAX_CACHED_EVENTS = 100_000

/** Without a renewal for so long, another worker takes over. Short, because the fence and not the lease keeps rows right. */
export const LEASE_MS = 3_000
const RENEWALS_PER_LEASE = 3

const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000

/** Events that come within so long are saved together: under load a transaction for each few would cost more than the folds. */
const GATHER_MS = 5

/** A reason of our own: without one, every abort makes an exception with its stack, and a busy log wakes often. */
const WAITED = 'waited'

/** How often a waiting reader looks when another process does the following. */
const WAIT_POLL_MS = 50

export interface FollowOptions {
  readonly store: EventStore
  /** They carry the projections that they were opened for. */
  readonly models: ReadModelStore
  /** Names this worker; two workers never share one. */
  readonly owner?: string
  readonly maxBatchEvents?: number
  readonly maxCachedEvents?: number
  readonly leaseMs?: number
  /** Stops it, as `stop` does. */
  readonly signal?: AbortSignal
  readonly now?: () => number
}

/**
 * - `building`: folds a generation that readers do not see yet, or that never caught up so far.
 * - `following`: readers see what it folds; `lag` says how far behind the log it is.
 * - `standby`: another worker follows; this one takes over when that one is gone.
 * - `stalled`: something failed, as `error` says. The position stays, and it is tried again; nothing is skipped.
 * - `stopped`: for good; with an `error`, because its generation was superseded.
 */
export type FollowerState = 'building' | 'following' | 'standby' | 'stalled' | 'stopped'

export interface FollowerStatus {
  readonly state: FollowerState
  /** Since when it is in this state: epoch milliseconds. */
  readonly sinceMs: number
  /** The last event whose rows are saved. */
  readonly position: bigint
  /** The last event of the log, as last seen. */
  readonly head: bigint
  /** head - position: events on SQL engines; elsewhere positions are sparse, and only 0 means the same. */
  readonly lag: number
  readonly error?: { readonly code: FollowerErrorCode; readonly message: string }
}

export interface Follower {
  status(): FollowerStatus
  /** True once readers see everything up to `position`, false after the timeout or when stopped: for reading own writes. */
  waitFor(position: bigint, timeoutMs: number): Promise<boolean>
  /** Finishes the transaction at hand, gives the lease back, and resolves. */
  stop(): Promise<void>
}

/**
 * Keeps read models in step with the log: reads facts in commit order, folds them stream by stream in memory, and saves
 * changed rows and the new position in one fenced transaction, so that every event counts exactly once across crashes
 * and across workers. Starts at once; any number of workers may follow into the same read models, one of them does.
 *
 * @example
 * const models = await openReadModels('ledger.models.db', [procurementReadModels])
 * const follower = follow({ store: ledger.store, models })
 * const receipt = await ledger.record('JX-2023-001', fact, { actor })
 * await follower.waitFor(BigInt(receipt.position), 5_000)
 */
export function follow(options: FollowOptions): Follower {
  const following = new Following(options)
  const ended = following.run()
  return {
    status: () => following.status(),
    waitFor: (position, timeoutMs) => following.waitFor(position, timeoutMs),
    async stop() {
      following.stop()
      await ended
    },
  }
}

class Following {
  readonly #store: EventStore
  readonly #models: ReadModelStore
  readonly #folds: StreamFolds
  readonly #owner: string
  readonly #leaseMs: number
  readonly #maxBatchEvents: number
  readonly #now: () => number
  readonly #stopping = new AbortController()
  readonly #signal: AbortSignal

  #state: FollowerState = 'standby'
  #sinceMs: number
  #position = 0n
  #head = 0n
  #error: FollowerError | undefined
  #backoffMs = FIRST_BACKOFF_MS
  #isServing = false
  /** Where a fold failed: there every event is saved alone, so that the position stops right before the one that fails. */
  #careful: LogSpan | undefined
  /** Resolved at every change that a waiting reader may be waiting for. */
  #progress = Promise.withResolvers<void>()

  constructor(options: FollowOptions) {
    this.#store = options.store
    this.#models = options.models
    this.#owner = options.owner ?? randomUUID()
    this.#leaseMs = options.leaseMs ?? LEASE_MS
    this.#maxBatchEvents = options.maxBatchEvents ?? MAX_BATCH_EVENTS
    this.#now = options.now ?? Date.now
    this.#sinceMs = this.#now()
    this.#folds = new StreamFolds(
      options.store,
      options.models.projections,
      options.maxCachedEvents ?? MAX_CACHED_EVENTS,
    )
    const { signal } = this.#stopping
    this.#signal = options.signal === undefined ? signal : AbortSignal.any([signal, options.signal])
  }

  stop(): void {
    this.#stopping.abort()
  }

  status(): FollowerStatus {
    const error = this.#error
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      position: this.#position,
      head: this.#head,
      lag: Number(this.#head - this.#position),
      ...(error && { error: { code: error.code, message: error.message } }),
    }
  }

  async waitFor(position: bigint, timeoutMs: number): Promise<boolean> {
    const until = this.#now() + timeoutMs
    for (;;) {
      if ((await this.#models.position()) >= position) return true
      const leftMs = until - this.#now()
      if (leftMs <= 0 || this.#state === 'stopped') return false
      const progress = this.#progress.promise
      await pause(Math.min(leftMs, WAIT_POLL_MS), undefined, progress)
    }
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted && this.#state !== 'stopped') {
      try {
        await this.#lead()
      } catch (thrown) {
        await this.#stall(followerError(thrown, 'FOLD_FAILED'))
      }
    }
    await this.#models.release(this.#owner).catch(() => {
      // The lease then runs out by itself.
    })
    this.#folds.forget()
    this.#enter('stopped', this.#error?.code === 'SUPERSEDED' ? this.#error : undefined)
  }

  /** Follows for as long as the lease is held; returns to be called again. */
  async #lead(): Promise<void> {
    if (!(await this.#claim())) return this.#standBy()
    // Whoever led in between may have gone ahead of what is in memory.
    this.#folds.forget()
    const generation = await this.#generation()
    if (generation === undefined) return this.#superseded()
    await this.#assertSameLog(generation)
    this.#position = generation.position
    this.#isServing = generation.isServing && generation.position > 0n
    // What stalled stays so until something is saved again.
    if (this.#state !== 'stalled') this.#enterLeading()

    // Asked for by every leader: the one before may have ended between its last save and this.
    let isInPlace = false
    while (!this.#signal.aborted) {
      this.#head = await this.#reading(() => this.#store.head())
      if (!(await this.#catchUp())) return
      if (this.#signal.aborted) return
      if (!isInPlace) {
        isInPlace = await this.#saving(() => this.#models.serve(this.#owner))
        this.#isServing ||= isInPlace
      }
      this.#enterLeading()
      await this.#waitForMore()
      if (!this.#signal.aborted && !(await this.#claim())) return
    }
  }

  /** Folds all that the log has now. False where the fence did not hold: another worker is ahead. */
  async #catchUp(): Promise<boolean> {
    let first: LoggedFact | undefined
    let last: LoggedFact | undefined
    for await (const page of this.#facts()) {
      for (const fact of page) {
        if (first !== undefined && last !== undefined && this.#isFull(last, fact)) {
          if (!(await this.#save(first, last))) return false
          if (this.#signal.aborted) return true
          first = undefined
        }
        first ??= fact
        last = fact
        // Most facts are folded at once; an await for each of them would cost as much as the fold.
        const loading = this.#fold(fact)
        if (loading !== undefined) await loading
      }
    }
    if (first === undefined || last === undefined || this.#signal.aborted) return true
    return this.#save(first, last)
  }

  /** The batch that ends with `last` is saved before `next` is folded. */
  #isFull(last: LoggedFact, next: LoggedFact): boolean {
    return this.#folds.weight >= this.#maxBatchEvents || this.#isCareful(next) || this.#isCareful(last)
  }

  #isCareful({ position }: LoggedFact): boolean {
    return this.#careful !== undefined && position >= this.#careful.from && position <= this.#careful.until
  }

  async *#facts(): AsyncGenerator<readonly LoggedFact[]> {
    try {
      yield* this.#store.readFacts({ after: this.#position, signal: this.#signal })
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

  async #changes(first: LoggedFact, last: LoggedFact): Promise<readonly TableChanges[]> {
    try {
      return await this.#folds.changes(last.position)
    } catch (thrown) {
      throw followerError(thrown, 'FOLD_FAILED', { from: first.position, until: last.position })
    }
  }

  async #save(first: LoggedFact, last: LoggedFact): Promise<boolean> {
    const changes = await this.#changes(first, last)
    const { position, stream, revision, eventId } = last
    const anchor: Anchor = { stream, revision, eventId }
    const isSaved = await this.#saving(() =>
      this.#models.save(this.#owner, this.#leaseMs, { previous: this.#position, position, anchor, changes }),
    )
    if (!isSaved) return false
    this.#position = position
    if (position > this.#head) this.#head = position
    if (this.#careful !== undefined && position >= this.#careful.until) this.#careful = undefined
    this.#backoffMs = FIRST_BACKOFF_MS
    this.#enterLeading()
    // Timers, requests and signals have their turn between batches, whatever the engines do.
    await nextTurn()
    return true
  }

  /** Waits until the log may hold more, but never longer than the lease may go without a renewal. */
  async #waitForMore(): Promise<void> {
    const done = new AbortController()
    const timer = setTimeout(() => done.abort(WAITED), this.#leaseMs / RENEWALS_PER_LEASE)
    try {
      await this.#reading(() => this.#store.waitBeyond(this.#position, AbortSignal.any([this.#signal, done.signal])))
    } finally {
      clearTimeout(timer)
      done.abort(WAITED)
    }
    if (!this.#signal.aborted) await sleep(GATHER_MS)
  }

  async #standBy(): Promise<void> {
    const generation = await this.#generation()
    if (generation === undefined) return this.#superseded()
    this.#position = generation.position
    this.#enter('standby')
    this.#head = await this.#reading(() => this.#store.head())
    await pause(this.#leaseMs / RENEWALS_PER_LEASE, this.#signal)
  }

  #superseded(): void {
    const message = 'other projections fill the read models now; this worker follows what nobody reads'
    this.#enter('stopped', new FollowerError('SUPERSEDED', message))
  }

  /** Keeps the position and tries again, later each time. The lease is left to run out: another worker may fare better. */
  async #stall(error: FollowerError): Promise<void> {
    this.#folds.forget()
    this.#careful = error.span ?? this.#careful
    if (this.#signal.aborted) return
    this.#enter('stalled', error)
    await pause(this.#backoffMs, this.#signal)
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS)
  }

  /** The last event that was folded must lie where it lay: the log could be another, or restored to an earlier state. */
  async #assertSameLog({ position, anchor }: Generation): Promise<void> {
    if (anchor === undefined) return
    const { stream, revision, eventId } = anchor
    const [event] = await this.#reading(() => firstPage(this.#store, stream, revision))
    if (event?.eventId === eventId && event.position === position) return
    const message = `position ${position} was event ${eventId}, revision ${revision} of ${stream}, and is not in this log`
    throw new FollowerError('LOG_DIFFERS', `${message}; delete the read models, and they are folded anew`)
  }

  #claim = (): Promise<boolean> => this.#saving(() => this.#models.claim(this.#owner, this.#leaseMs))
  #generation = (): Promise<Generation | undefined> => this.#saving(() => this.#models.generation())

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    return read().catch((thrown: unknown) => {
      throw followerError(thrown, 'READ_FAILED')
    })
  }

  async #saving<T>(save: () => Promise<T>): Promise<T> {
    return save().catch((thrown: unknown) => {
      throw followerError(thrown, 'SAVE_FAILED')
    })
  }

  #enterLeading(): void {
    this.#enter(this.#isServing ? 'following' : 'building')
  }

  #enter(state: FollowerState, error?: FollowerError): void {
    if (state !== this.#state) this.#sinceMs = this.#now()
    this.#state = state
    this.#error = error
    this.#notify()
  }

  #notify(): void {
    this.#progress.resolve()
    this.#progress = Promise.withResolvers()
  }
}

async function firstPage(store: EventStore, stream: string, fromRevision: number): Promise<readonly LoggedFact[]> {
  for await (const page of store.readStream(stream, { fromRevision })) return page
  return []
}

/** Sleeps, at most so long, until the signal aborts or the promise resolves. Leaves no timer behind. */
async function pause(ms: number, signal?: AbortSignal, until?: Promise<void>): Promise<void> {
  const done = new AbortController()
  const cut = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal])
  const slept = sleep(ms, undefined, { signal: cut }).catch(() => {
    // Cut short.
  })
  await (until === undefined ? slept : Promise.race([slept, until]))
  done.abort()
}
