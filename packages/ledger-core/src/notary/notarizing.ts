import { pause } from '../follower/pause.ts'
import type { Progress } from '../follower/progress.ts'
import { Backoff, supervise } from '../follower/supervise.ts'
import { Fault, type FaultCode, messageOf } from '../kernel/fault.ts'
import { gatherBatch } from './batch.ts'
import type { Holder } from './evidence-folder.ts'
import type { LogEnd } from './log-end.ts'
import type { LogKeys } from './log-keys.ts'
import type { NotaryOptions } from './notary.ts'
import { replaceCheckpoint } from './replace-checkpoint.ts'
import { resume } from './resume.ts'
import { assertOwnFolder, assertSigned } from './signed-log.ts'
import type { SignedTree } from './signed-tree.ts'

/** Between two checkpoints, so that a busy log pays for few of them: well under the second that is promised. */
export const PAUSE_MS = 500
/** A quiet log is signed so soon after an append. */
const GATHER_MS = 5

/** Leaves under one further checkpoint at most: what is read again after a crash. */
export const MAX_BATCH_LEAVES = 20_000

const STANDBY_LOOK_MS = 500

/** Faults after which appending would grow a log that is not the one that was signed. */
const REFUSING: ReadonlySet<FaultCode> = new Set([
  'LEDGER_ROLLED_BACK',
  'EVIDENCE_OF_ANOTHER_LEDGER',
  'EVIDENCE_MISSING',
  'CHECKPOINT_UNTRUSTED',
])

/** What readers have of it. */
interface Shown {
  readonly keys: LogKeys
  readonly tree: SignedTree
  readonly progress: Progress<FaultCode>
}

/** Signs the log for as long as it holds the folder, and watches who holds it otherwise. */
export class Notarizing {
  readonly #options: NotaryOptions
  readonly #keys: LogKeys
  readonly #tree: SignedTree
  readonly #progress: Progress<FaultCode>
  readonly #maxBatchLeaves: number
  readonly #pauseMs: number
  readonly #now: () => number
  readonly #stopping = new AbortController()
  readonly #opening = Promise.withResolvers<void>()
  readonly #backoff = new Backoff()
  #signedAtMs = 0
  /** The log was held against the checkpoint, in this life of the store. */
  #isChecked = false

  constructor(options: NotaryOptions, { keys, tree, progress }: Shown) {
    this.#options = options
    this.#keys = keys
    this.#tree = tree
    this.#progress = progress
    this.#maxBatchLeaves = options.maxBatchLeaves ?? MAX_BATCH_LEAVES
    this.#pauseMs = options.pauseMs ?? PAUSE_MS
    this.#now = options.now ?? Date.now
  }

  /** Resolves when the log was held against what was signed before, whatever came of it. */
  get opened(): Promise<void> {
    return this.#opening.promise
  }

  stop(): void {
    this.#stopping.abort()
  }

  async run(): Promise<void> {
    const turn = () => this.#lead()
    const stall = (thrown: unknown) => this.#stall(faultOf(thrown))
    await supervise({ turn, stall, backoff: this.#backoff }, this.#stopping.signal)
    this.#options.folder.close()
    this.#progress.enter('stopped')
    this.#opening.resolve()
  }

  /** Signs for as long as the folder is held; returns to be called again. */
  async #lead(): Promise<void> {
    const { folder, ledger } = this.#options
    const isNamed = await assertOwnFolder(ledger.identity, folder)
    const holder = folder.claim()
    if (holder !== undefined) return this.#standBy(holder)
    try {
      let end = await this.#resume()
      if (!isNamed) await folder.setIdentity(ledger.identity)
      this.#settle('following')
      while (!this.#stopping.signal.aborted) {
        const signed = await this.#signNext(end)
        end = signed?.end ?? end
        this.#backoff.reset()
        this.#progress.enter('following')
        if (signed?.isMore !== true) await this.#waitForMore()
      }
      // Whoever stops it copies the folder next: it ends with what the log ends with.
      await this.#signNext(end)
    } finally {
      folder.release()
    }
  }

  async #resume(): Promise<LogEnd> {
    const { adopt, folder, ledger } = this.#options
    const keys = this.#keys
    const tree = this.#tree
    const { note, end } = await resume({ ledger, folder, keys, tree, adopt, maxBatchLeaves: this.#maxBatchLeaves })
    this.#progress.reach(end.last?.position ?? 0n)
    if (note === undefined) return end
    await folder.publish(note)
    await keys.state(tree.size)
    return end
  }

  /** Signs what the log has behind `from`, at most one batch; undefined where there is nothing. */
  async #signNext(from: LogEnd): Promise<{ readonly end: LogEnd; readonly isMore: boolean } | undefined> {
    const { folder, ledger } = this.#options
    this.#progress.head = await ledger.store.head()
    this.#signedAtMs = this.#now()
    const batch = await gatherBatch(ledger.store, folder, from, from.edge.size + this.#maxBatchLeaves)
    const { end } = batch
    if (end === undefined) return undefined
    await batch.write()
    const note = await this.#keys.sign(end.edge)
    await replaceCheckpoint(folder, this.#tree.note, note)
    await folder.publish(note)
    this.#tree.show(note, end.edge.size)
    this.#progress.reach(end.last?.position ?? 0n)
    await this.#keys.state(end.edge.size)
    await folder.dropPartials(batch.filled(from.edge.size))
    return { end, isMore: batch.leaves >= this.#maxBatchLeaves }
  }

  async #waitForMore(): Promise<void> {
    const { signal } = this.#stopping
    await this.#options.ledger.store.waitBeyond(this.#progress.position, signal)
    const leftMs = this.#signedAtMs + this.#pauseMs - this.#now()
    await pause(Math.max(GATHER_MS, Math.min(leftMs, this.#pauseMs)), signal)
  }

  /** Shows what the other one signed. */
  async #standBy({ holder }: Holder): Promise<void> {
    const { folder, ledger } = this.#options
    const note = await folder.checkpoints.read()
    if (note !== undefined && note !== this.#tree.note) {
      const checkpoint = this.#keys.open(note)
      if (!this.#isChecked) await assertSigned(ledger.store, folder, checkpoint)
      this.#tree.show(note, checkpoint.size)
      this.#progress.reach(folder.index.at(checkpoint.size - 1)?.position ?? this.#progress.position)
    }
    this.#progress.head = await ledger.store.head()
    this.#settle('standby', new Fault('EVIDENCE_HELD', `${folder.where} is held by ${holder}`))
    await pause(STANDBY_LOOK_MS, this.#stopping.signal)
  }

  /** The log holds what was signed. */
  #settle(state: 'following' | 'standby', error?: Fault): void {
    this.#isChecked = true
    this.#options.guard?.allowAppends()
    this.#progress.enter(state, error)
    this.#opening.resolve()
  }

  /** Keeps what was signed. */
  async #stall(fault: Fault): Promise<void> {
    const { guard, ledger } = this.#options
    this.#isChecked = false
    if (REFUSING.has(fault.code)) guard?.refuseAppends(fault)
    this.#progress.head = await ledger.store.head().catch(() => this.#progress.head)
    this.#progress.enter('stalled', fault)
    this.#opening.resolve()
  }
}

/** What failed, as it named itself. What has no name is a defect of ours: nothing is signed on it either. */
const faultOf = (thrown: unknown): Fault =>
  thrown instanceof Fault ? thrown : new Fault('EVIDENCE_FAILED', messageOf(thrown), thrown)
