import { printCheckpoint } from '../evidence/checkpoint.ts'
import { sha256 } from '../evidence/digest.ts'
import { rootOfEdge } from '../evidence/growing-tiles.ts'
import { signNote } from '../evidence/signed-note.ts'
import type { Tile } from '../evidence/tile.ts'
import { printVerifierKey, type VerifyEd25519 } from '../evidence/verifier-key.ts'
import { Fault, type FaultCode } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import { Batch } from './batch.ts'
import type { EvidenceFolder, Holder, IndexedLeaf, LogIdentity } from './evidence-folder.ts'
import { verifyEd25519 } from './files/ed25519.ts'
import { growLog } from './grown-log.ts'
import type { GuardedStore } from './guarded-store.ts'
import { LOG_START, type LogEnd, rolledBack } from './log-end.ts'
import { pause } from './pause.ts'
import { assertOwnFolder, readSignedEnd, rereadSignedLog, trustedCheckpoint, widerTile } from './signed-log.ts'
import type { Signer } from './signer.ts'

/** Between two checkpoints, so that a busy log pays for few of them: well under the second that is promised. */
export const PAUSE_MS = 500
/** A quiet log is signed so soon after an append. */
const GATHER_MS = 5

/** Leaves under one further checkpoint at most: what is read again after a crash. */
export const MAX_BATCH_LEAVES = 20_000

const STANDBY_LOOK_MS = 500
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000

/** What of a ledger is signed. */
export interface NotarizedLedger {
  readonly identity: LogIdentity
  readonly store: EventStore
  /** What the log says of its keys: where it names one, it was signed before. */
  readonly keys: {
    stated(): Promise<readonly string[]>
    state(verifierKey: string, fromSize: number): Promise<void>
  }
}

export interface NotaryOptions {
  readonly ledger: NotarizedLedger
  /** The notary owns it from here on and closes it. */
  readonly folder: EvidenceFolder
  /** The first signs from now on; the others sign too, while a rotation overlaps. */
  readonly signers: readonly [Signer, ...Signer[]]
  /** The guard before the ledger's store: told when nothing more may be appended. */
  readonly guard?: Pick<GuardedStore, 'refuseAppends' | 'allowAppends'>
  /** The last checkpoint of a log whose folder was lost. A folder that has one keeps its own. */
  readonly adopt?: string
  readonly pauseMs?: number
  readonly maxBatchLeaves?: number
  readonly now?: () => number
}

/**
 * - `building`: holds the log against the last checkpoint.
 * - `following`: signs what is appended.
 * - `standby`: another notary does, as `error` says; this one takes over when that one is gone.
 * - `stalled`: something is wrong, as `error` says. Nothing is signed, and it is tried again.
 * - `stopped`: for good.
 */
export type NotaryState = 'building' | 'following' | 'standby' | 'stalled' | 'stopped'

export interface NotaryStatus {
  readonly state: NotaryState
  readonly sinceMs: number
  /** Leaves under the last checkpoint. */
  readonly size: number
  /** The last event under it. */
  readonly position: bigint
  /** The last event of the log, as last seen. */
  readonly head: bigint
  readonly lag: number
  readonly error?: { readonly code: FaultCode; readonly message: string }
}

export interface Notary {
  readonly identity: LogIdentity
  readonly verifierKeys: readonly string[]
  status(): NotaryStatus
  /** The last signed note. */
  checkpoint(): string | undefined
  /** Leaves under it. */
  size(): number
  /** Index of an event that is under the checkpoint. */
  indexOf(eventId: string): number | undefined
  leafAt(index: number): IndexedLeaf | undefined
  /** A tile of the tree under the checkpoint, or of a smaller one. Throws a Fault where the folder does not have it. */
  readTile(tile: Tile): Uint8Array
  /** The leaf of an event, once it is under a checkpoint. `unknown`: the log has no such event. `late`: not in time. */
  find(eventId: string, timeoutMs: number): Promise<IndexedLeaf | 'unknown' | 'late'>
  /** True once everything up to the position is under a checkpoint. */
  waitFor(position: bigint, timeoutMs: number): Promise<boolean>
  /** Signs what the log has by then, at most one batch, and gives the folder back. */
  stop(): Promise<void>
}

/**
 * Signs a log as it grows. Resolves when the log was held against what was signed before, whatever came of it: `status`
 * says, and the guard refuses appends where the log lost what was signed.
 *
 * The order is what makes a crash harmless: leaves durable in the store, index and tiles durable, checkpoint swapped,
 * then shown. What lies beyond a checkpoint is written again.
 *
 * @throws Fault KEY_INVALID for a key under another name than the ledger's
 * @example
 * const notary = await openNotary({ ledger, folder: openFileFolder('ledger.db.evidence'), signers: [readKeyFile('ledger.key')] })
 */
export async function openNotary(options: NotaryOptions): Promise<Notary> {
  assertOwnKeys(options)
  const notarizing = new Notarizing(options)
  const ended = notarizing.run()
  await notarizing.opened
  return {
    identity: options.ledger.identity,
    verifierKeys: options.signers.map(printVerifierKey),
    status: () => notarizing.status(),
    checkpoint: () => notarizing.note,
    size: () => notarizing.size,
    indexOf: (eventId) => notarizing.leafOf(eventId)?.leafIndex,
    leafAt: (index) => (index < notarizing.size ? options.folder.index.at(index) : undefined),
    readTile: (tile) => notarizing.readTile(tile),
    find: (eventId, timeoutMs) => notarizing.find(eventId, timeoutMs),
    waitFor: (position, timeoutMs) => notarizing.waitFor(position, timeoutMs),
    async stop() {
      notarizing.stop()
      await ended
    },
  }
}

/** Faults after which appending would grow a log that is not the one that was signed. */
const REFUSING: ReadonlySet<FaultCode> = new Set([
  'LEDGER_ROLLED_BACK',
  'EVIDENCE_OF_ANOTHER_LEDGER',
  'EVIDENCE_MISSING',
  'CHECKPOINT_UNTRUSTED',
])

class Notarizing {
  readonly #options: NotaryOptions
  readonly #verify: VerifyEd25519 = verifyEd25519
  readonly #pauseMs: number
  readonly #now: () => number
  readonly #stopping = new AbortController()
  readonly #opening = Promise.withResolvers<void>()

  #state: NotaryState = 'building'
  #sinceMs: number
  #error: Fault | undefined
  #backoffMs = FIRST_BACKOFF_MS
  #note: string | undefined
  #size = 0
  #position = 0n
  #head = 0n
  #signedAtMs = 0
  /** The log was held against the checkpoint, in this life of the store. */
  #isChecked = false
  readonly #stated = new Set<string>()
  #progress = Promise.withResolvers<void>()

  constructor(options: NotaryOptions) {
    this.#options = options
    this.#pauseMs = options.pauseMs ?? PAUSE_MS
    this.#now = options.now ?? Date.now
    this.#sinceMs = this.#now()
  }

  get opened(): Promise<void> {
    return this.#opening.promise
  }

  get note(): string | undefined {
    return this.#note
  }

  get size(): number {
    return this.#size
  }

  stop(): void {
    this.#stopping.abort()
  }

  status(): NotaryStatus {
    const error = this.#error
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      size: this.#size,
      position: this.#position,
      head: this.#head,
      lag: Number(this.#head - this.#position),
      ...(error && { error: { code: error.code, message: error.message } }),
    }
  }

  leafOf(eventId: string): IndexedLeaf | undefined {
    const leaf = this.#options.folder.index.find(eventId)
    return leaf && leaf.leafIndex < this.#size ? leaf : undefined
  }

  readTile(tile: Tile): Uint8Array {
    const { folder } = this.#options
    const bytes = widerTile(tile, this.#size, folder.readTile)
    if (bytes !== undefined) return bytes
    throw new Fault('EVIDENCE_FAILED', `${folder.where} lacks tile ${tile.index} of level ${tile.level}; restore it`)
  }

  async find(eventId: string, timeoutMs: number): Promise<IndexedLeaf | 'unknown' | 'late'> {
    const found = this.leafOf(eventId)
    if (found !== undefined) return found
    const isPassed = await this.waitFor(await this.#options.ledger.store.head(), timeoutMs, eventId)
    return this.leafOf(eventId) ?? (isPassed ? 'unknown' : 'late')
  }

  /** Returns early when the event is found. */
  async waitFor(position: bigint, timeoutMs: number, eventId?: string): Promise<boolean> {
    const untilMs = this.#now() + timeoutMs
    for (;;) {
      if (this.#position >= position) return true
      if (eventId !== undefined && this.leafOf(eventId) !== undefined) return false
      const leftMs = untilMs - this.#now()
      if (leftMs <= 0 || this.#state === 'stopped') return false
      await pause(leftMs, this.#stopping.signal, this.#progress.promise)
    }
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#lead()
      } catch (thrown) {
        await this.#stall(faultOf(thrown))
      }
    }
    this.#options.folder.close()
    this.#enter('stopped')
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
        this.#backoffMs = FIRST_BACKOFF_MS
        this.#enter('following')
        if (signed?.isMore !== true) await this.#waitForMore()
      }
      // Whoever stops it copies the folder next: it ends with what the log ends with.
      await this.#signNext(end)
    } finally {
      folder.release()
    }
  }

  /** Where signing goes on, after the log was held against what was signed. */
  async #resume(): Promise<LogEnd> {
    const { folder, ledger, signers } = this.#options
    const note = (await folder.checkpoints.read()) ?? (await this.#adopted())
    if (note === undefined) {
      folder.index.cut(0)
      return LOG_START
    }
    const checkpoint = trustedCheckpoint(note, ledger.identity, signers, this.#verify)
    this.#hold(note, checkpoint.size)
    let end = await readSignedEnd(ledger.store, folder, checkpoint)
    if (end === undefined) {
      // Judged before anything is written: tiles of another history are evidence too.
      await rereadSignedLog(ledger.store, checkpoint)
      folder.index.cut(0)
      end = await this.#rebuild(checkpoint.size)
    }
    // What a crash left beyond the checkpoint is written again.
    folder.index.cut(checkpoint.size)
    this.#position = end.last?.position ?? 0n
    await folder.publish(note)
    await this.#stateKeys()
    return end
  }

  /** The checkpoint to begin behind, where the folder has none; undefined for a log that was never signed. */
  async #adopted(): Promise<string | undefined> {
    const { adopt, folder, ledger, signers } = this.#options
    if (adopt === undefined) {
      const [key] = await ledger.keys.stated()
      if (key === undefined) return undefined
      throw new Fault(
        'EVIDENCE_MISSING',
        `the log says that it was signed with ${key}, and ${folder.where} holds no checkpoint; nothing is recorded or ` +
          'signed. Bring the folder back, or give the last checkpoint that anybody kept with --adopt-checkpoint',
      )
    }
    await rereadSignedLog(ledger.store, trustedCheckpoint(adopt, ledger.identity, signers, this.#verify))
    if (await folder.checkpoints.swap(undefined, adopt)) return adopt
    throw conflict(folder)
  }

  async #rebuild(size: number): Promise<LogEnd> {
    const { folder } = this.#options
    let end = LOG_START
    while (end.edge.size < size) {
      const batch = await this.#gather(end, size)
      if (batch.end === undefined) throw rolledBack(`the log lost events while ${folder.where} was made again from it`)
      await batch.write()
      end = batch.end
    }
    return end
  }

  async #gather(from: LogEnd, upTo?: number): Promise<Batch> {
    const { folder, ledger, maxBatchLeaves = MAX_BATCH_LEAVES } = this.#options
    const batch = new Batch(folder)
    const most = Math.min(from.edge.size + maxBatchLeaves, upTo ?? Number.MAX_SAFE_INTEGER)
    for await (const grown of growLog(ledger.store, from, most)) batch.add(grown)
    return batch
  }

  /** Signs what the log has behind `end`, at most one batch; undefined where there is nothing. */
  async #signNext(from: LogEnd): Promise<{ readonly end: LogEnd; readonly isMore: boolean } | undefined> {
    const { folder, ledger, maxBatchLeaves = MAX_BATCH_LEAVES } = this.#options
    this.#head = await ledger.store.head()
    this.#signedAtMs = this.#now()
    const batch = await this.#gather(from)
    const { end } = batch
    if (end === undefined) return undefined
    await batch.write()
    const note = await this.#sign(end)
    if (!(await folder.checkpoints.swap(this.#note, note))) throw conflict(folder)
    await folder.publish(note)
    this.#hold(note, end.edge.size)
    this.#position = end.last?.position ?? 0n
    if (this.#position > this.#head) this.#head = this.#position
    this.#notify()
    await this.#stateKeys()
    await folder.dropPartials(batch.filled(from.edge.size))
    return { end, isMore: batch.leaves >= maxBatchLeaves }
  }

  async #sign({ edge }: LogEnd): Promise<string> {
    const { ledger, signers } = this.#options
    const { origin } = ledger.identity
    const text = printCheckpoint({ origin, size: edge.size, root: rootOfEdge(sha256, edge) })
    try {
      const note = await signNote(text, signers)
      // A signer may be a service: what it gave is not shown before it is known to stand.
      trustedCheckpoint(note, ledger.identity, signers, this.#verify)
      return note
    } catch (error) {
      throw new Fault('SIGNING_FAILED', `${origin} was not signed: ${messageOf(error)}`, error)
    }
  }

  /** Behind the signature, so that a log which names a key was signed with it. The first signer comes last. */
  async #stateKeys(): Promise<void> {
    for (const signer of this.#options.signers.toReversed()) {
      const key = printVerifierKey(signer)
      if (this.#stated.has(key)) continue
      await this.#options.ledger.keys.state(key, this.#size)
      this.#stated.add(key)
    }
  }

  async #standBy({ holder }: Holder): Promise<void> {
    const { folder, ledger, signers } = this.#options
    const note = await folder.checkpoints.read()
    if (note !== undefined && note !== this.#note) {
      const checkpoint = trustedCheckpoint(note, ledger.identity, signers, this.#verify)
      if (!this.#isChecked && (await readSignedEnd(ledger.store, folder, checkpoint)) === undefined)
        await rereadSignedLog(ledger.store, checkpoint)
      this.#hold(note, checkpoint.size)
      this.#position = folder.index.at(checkpoint.size - 1)?.position ?? this.#position
    }
    this.#head = await ledger.store.head()
    this.#settle('standby', new Fault('EVIDENCE_HELD', `${folder.where} is held by ${holder}`))
    await pause(STANDBY_LOOK_MS, this.#stopping.signal)
  }

  /** Keeps what was signed and tries again, later each time. */
  async #stall(fault: Fault): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#isChecked = false
    if (REFUSING.has(fault.code)) this.#options.guard?.refuseAppends(fault)
    this.#head = await this.#options.ledger.store.head().catch(() => this.#head)
    this.#enter('stalled', fault)
    this.#opening.resolve()
    await pause(this.#backoffMs, this.#stopping.signal)
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS)
  }

  /** The log holds what was signed. */
  #settle(state: NotaryState, error?: Fault): void {
    this.#isChecked = true
    this.#options.guard?.allowAppends()
    this.#enter(state, error)
    this.#opening.resolve()
  }

  async #waitForMore(): Promise<void> {
    const { signal } = this.#stopping
    await this.#options.ledger.store.waitBeyond(this.#position, signal)
    const leftMs = this.#signedAtMs + this.#pauseMs - this.#now()
    if (!signal.aborted) await pause(Math.max(GATHER_MS, Math.min(leftMs, this.#pauseMs)), signal)
  }

  #hold(note: string, size: number): void {
    this.#note = note
    this.#size = size
  }

  #enter(state: NotaryState, error?: Fault): void {
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

function assertOwnKeys({ ledger: { identity }, signers }: NotaryOptions): void {
  const stranger = signers.find(({ name }) => name !== identity.origin)
  if (stranger === undefined) return
  throw new Fault(
    'KEY_INVALID',
    `the key signs for ${stranger.name}, and this ledger is ${identity.origin}, as its first event says; make a key for it ` +
      `with keygen --origin ${identity.origin}`,
  )
}

const conflict = ({ where }: EvidenceFolder): Fault =>
  new Fault('CHECKPOINT_CONFLICT', `${where}: another checkpoint stands where the last one of this notary was`)

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** What failed, as it named itself. What has no name is a defect of ours: nothing is signed on it either. */
const faultOf = (thrown: unknown): Fault =>
  thrown instanceof Fault ? thrown : new Fault('EVIDENCE_FAILED', messageOf(thrown), thrown)
