import { setTimeout as sleep } from 'node:timers/promises'
import { type EventStore, Fault } from '@procurement-ledger/core'
import { FollowerError } from '../follower/follower-error.ts'
import type { Snapshots } from '../queryable.ts'
import type { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { assertReached, keyOfCut, type LogCut } from './cut.ts'
import { CutError } from './cut-error.ts'
import { CutModels } from './cut-models.ts'
import { keyOfNeeds, type Needs, projectionOf } from './needs.ts'
import type { OpenScratchModels } from './scratch-models.ts'

/** Limits of what is kept and of what is done at once. */
export interface CutLimits {
  /** Cuts that are kept, each with the tables of one kind of answer. */
  readonly cuts: number
  /** All of them together. */
  readonly bytes: number
  /** After so long without a reader one is let go. */
  readonly idleMs: number
  /** Cuts that are folded at the same time. */
  readonly builds: number
  /** Readers of other cuts that wait for their turn to be folded. */
  readonly queue: number
  /** Projects that changed between two cuts and are told apart; their ids are held while a difference is told. */
  readonly changedProjects: number
}

const MIB = 1024 * 1024

export const CUT_LIMITS: CutLimits = {
  cuts: 16,
  bytes: 1024 * MIB,
  idleMs: 10 * 60_000,
  builds: 1,
  queue: 16,
  changedProjects: 100_000,
}

export interface CutsOptions {
  readonly store: Pick<EventStore, 'readFacts' | 'readStream' | 'head'>
  readonly openModels: OpenScratchModels
  /** What is folded, as `procurementReadModelsBy` gives it; left out: by the rules as they are shipped. */
  readonly readModels?: typeof procurementReadModels
  readonly limits?: Partial<CutLimits>
}

export interface CutRequest {
  readonly cut: LogCut
  readonly needs: Needs
  /** How long to wait for the fold; it goes on for whoever asks next. Left out: until it is there. */
  readonly waitMs?: number
  readonly onProgress?: (position: bigint, head: bigint) => void
}

/** How many are kept, and what they take. */
export interface CutsStatus {
  readonly cuts: number
  readonly bytes: number
  readonly building: number
}

/**
 * Answers as of cuts: folds the log anew into read models in memory, and keeps those that are asked for again. Whoever
 * asks for the same cut and tables shares one fold, and one who leaves does not end it for the others.
 */
export interface Cuts extends AsyncDisposable {
  readonly limits: CutLimits
  /**
   * Gives `read` the models of the cut, for as long as it takes. `wholeUntil`: up to there the cut leaves out nothing.
   *
   * @throws CutError POSITION_AHEAD, CUT_NOT_READY, CUTS_BUSY, CUT_TOO_LARGE; whatever the store or a fold throws
   */
  read<T>(request: CutRequest, read: (models: Snapshots, wholeUntil: bigint) => Promise<T>): Promise<T>
  status(): CutsStatus
  /** Ends what is being folded, and lets everything go. Wait for the readers first. */
  close(): Promise<void>
}

export const openCuts = (options: CutsOptions): Cuts => new KeptCuts(options)

interface Kept {
  readonly key: string
  readonly opened: Promise<CutModels>
  /** Once opened. */
  models: CutModels | undefined
  /** The fold that is under way or was the last: one after another. */
  folding: Promise<void>
  isFolding: boolean
  position: bigint
  readers: number
  readAtMs: number
  /** No longer kept: closed once nobody reads it. */
  isForgotten: boolean
}

class KeptCuts implements Cuts {
  readonly #options: CutsOptions
  readonly limits: CutLimits
  /** The one that was read longest ago comes first. */
  readonly #kept = new Map<string, Kept>()
  readonly #idling: NodeJS.Timeout
  readonly #waiting: (() => void)[] = []
  #building = 0
  #isClosed = false

  constructor(options: CutsOptions) {
    this.#options = options
    this.limits = { ...CUT_LIMITS, ...options.limits }
    this.#idling = setInterval(() => this.#letGoIdle(), Math.max(50, this.limits.idleMs / 4)).unref()
  }

  async read<T>(request: CutRequest, read: (models: Snapshots, wholeUntil: bigint) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new CutError('CUT_NOT_READY', 'the cuts are closed')
    const head = await this.#options.store.head()
    assertReached(request.cut, head)
    const kept = this.#keptOf(request)
    kept.readers++
    try {
      await this.#folded(kept, head, request)
      const { models, wholeUntil } = await kept.opened
      return await read(models, wholeUntil)
    } finally {
      kept.readers--
      kept.readAtMs = performance.now()
      if (kept.isForgotten && kept.readers === 0) void letGo(kept)
      this.#letGoBeyondLimits()
    }
  }

  status(): CutsStatus {
    return { cuts: this.#kept.size, bytes: this.#bytes(), building: this.#building }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#idling)
    for (const next of this.#waiting.splice(0)) next()
    const kept = [...this.#kept.values()]
    this.#kept.clear()
    await Promise.all(kept.map(letGo))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #keptOf({ cut, needs }: CutRequest): Kept {
    const key = `${keyOfCut(cut)} ${keyOfNeeds(needs)}`
    const known = this.#kept.get(key)
    const kept = known ?? this.#opened(key, cut, needs)
    // Behind all others: it is the last that was read.
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  #opened(key: string, cut: LogCut, needs: Needs): Kept {
    const { store, openModels, readModels } = this.#options
    const projection = projectionOf(needs, readModels)
    const kept: Kept = {
      ...{ key, models: undefined, folding: Promise.resolve(), isFolding: false },
      ...{ position: 0n, readers: 0, readAtMs: performance.now(), isForgotten: false },
      opened: openModels([projection]).then((models) => {
        kept.models = new CutModels(store, cut, models, projection)
        return kept.models
      }),
    }
    return kept
  }

  /** Waits until everything up to `head` is folded, by one fold for all that wait. */
  async #folded(kept: Kept, head: bigint, { waitMs, onProgress }: CutRequest): Promise<void> {
    kept.folding = kept.folding.then(() => this.#fold(kept, head))
    // Whoever is waited for in vain has nobody else to tell.
    kept.folding.catch(() => this.#forget(kept))
    const telling = onProgress && setInterval(() => onProgress(kept.position, head), PROGRESS_MS)
    try {
      await (waitMs === undefined ? kept.folding : within(kept.folding, waitMs))
    } finally {
      clearInterval(telling)
    }
  }

  async #fold(kept: Kept, head: bigint): Promise<void> {
    const models = await kept.opened
    // What was folded once has little to catch up with, and must not wait for one that begins.
    const isFirst = !models.isServing
    if (isFirst) await this.#turn()
    kept.isFolding = true
    try {
      await models.advance(head, (position) => {
        kept.position = position
        this.#assertRoom(models)
      })
    } catch (thrown) {
      // What the store said, as it said it.
      throw thrown instanceof FollowerError && thrown.cause instanceof Fault ? thrown.cause : thrown
    } finally {
      kept.isFolding = false
      if (isFirst) this.#done()
    }
  }

  /** One cut may take all the room, others then go; more there is not. */
  #assertRoom({ bytes }: CutModels): void {
    if (bytes > this.limits.bytes)
      throw new CutError('CUT_TOO_LARGE', `the cut takes ${bytes} bytes; at most ${this.limits.bytes} are kept`)
    this.#letGoBeyondLimits()
  }

  /** Waits until one more may be folded. */
  async #turn(): Promise<void> {
    if (this.#building < this.limits.builds) {
      this.#building++
      return
    }
    if (this.#waiting.length >= this.limits.queue) throw new CutError('CUTS_BUSY')
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (this.#isClosed) throw new CutError('CUT_NOT_READY')
  }

  /** The place goes to the next in the queue, or is free. */
  #done(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#building--
    else next()
  }

  #bytes(): number {
    let bytes = 0
    for (const { models } of this.#kept.values()) bytes += models?.bytes ?? 0
    return bytes
  }

  #letGoBeyondLimits(): void {
    for (const kept of [...this.#kept.values()]) {
      if (this.#kept.size <= this.limits.cuts && this.#bytes() <= this.limits.bytes) return
      this.#letGoIfUnread(kept)
    }
  }

  #letGoIdle(): void {
    const since = performance.now() - this.limits.idleMs
    for (const kept of [...this.#kept.values()]) if (kept.readAtMs < since) this.#letGoIfUnread(kept)
  }

  #letGoIfUnread(kept: Kept): void {
    if (kept.readers > 0 || kept.isFolding) return
    this.#forget(kept)
  }

  #forget(kept: Kept): void {
    if (this.#kept.get(kept.key) !== kept) return
    this.#kept.delete(kept.key)
    kept.isForgotten = true
    if (kept.readers === 0) void letGo(kept)
  }
}

const PROGRESS_MS = 100

/** What could not be opened, or failed to close, has nothing left to let go. */
const letGo = ({ opened }: Kept): Promise<void> => opened.then((models) => models.close()).catch(() => {})

async function within(work: Promise<void>, ms: number): Promise<void> {
  const over = new AbortController()
  const late = sleep(ms, undefined, { signal: over.signal }).then(
    () => {
      throw new CutError('CUT_NOT_READY')
    },
    () => {},
  )
  try {
    await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
