import type { Tile } from '../evidence/tile.ts'
import { type FollowerState, type FollowerStatus, Progress } from '../follower/progress.ts'
import type { FaultCode } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { EvidenceFolder, IndexedLeaf, LogIdentity } from './evidence-folder.ts'
import type { GuardedStore } from './guarded-store.ts'
import { LogKeys } from './log-keys.ts'
import { Notarizing } from './notarizing.ts'
import { SignedTree } from './signed-tree.ts'
import type { Signer } from './signer.ts'

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
export type NotaryState = FollowerState

/** Its position is that of the last event under the last checkpoint. */
export interface NotaryStatus extends FollowerStatus<FaultCode> {
  /** Leaves under the last checkpoint. */
  readonly size: number
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
  const { folder, ledger, signers, now } = options
  const keys = new LogKeys(ledger, signers)
  const tree = new SignedTree(folder)
  const progress = new Progress<FaultCode>('building', now)
  const notarizing = new Notarizing(options, { keys, tree, progress })
  const ended = notarizing.run()
  await notarizing.opened

  return {
    identity: ledger.identity,
    verifierKeys: keys.verifierKeys,
    status: () => ({ ...progress.status(), size: tree.size }),
    checkpoint: () => tree.note,
    size: () => tree.size,
    indexOf: (eventId) => tree.leafOf(eventId)?.leafIndex,
    leafAt: (index) => tree.leafAt(index),
    readTile: (tile) => tree.readTile(tile),
    async find(eventId, timeoutMs) {
      const found = tree.leafOf(eventId)
      if (found !== undefined) return found
      const head = await ledger.store.head()
      const isPassed = () => progress.position >= head
      await progress.waitUntil(() => isPassed() || tree.leafOf(eventId) !== undefined, timeoutMs)
      return tree.leafOf(eventId) ?? (isPassed() ? 'unknown' : 'late')
    },
    waitFor: (position, timeoutMs) => progress.waitUntil(() => progress.position >= position, timeoutMs),
    async stop() {
      notarizing.stop()
      await ended
    },
  }
}
