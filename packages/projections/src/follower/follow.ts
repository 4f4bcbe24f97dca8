import type { EventStore } from '@procurement-ledger/core'
import { Progress, type FollowerState as State, type FollowerStatus as Status } from '@procurement-ledger/core/follower'
import type { FollowerErrorCode } from './follower-error.ts'
import { Following } from './following.ts'
import type { ReadModelStore } from './read-model-store.ts'

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
 * - `building`: readers do not see its generation yet, or it never caught up so far; another worker may be folding it.
 * - `following`: readers see what it folds; `lag` says how far behind the log it is.
 * - `standby`: readers see what another worker follows; this one takes over when that one is gone.
 * - `stalled`: something failed, as `error` says. The position stays, and it is tried again; nothing is skipped.
 * - `stopped`: for good; with an `error`, because its generation was superseded.
 */
export type FollowerState = State

/** Its position is that of the last event whose rows are saved. */
export type FollowerStatus = Status<FollowerErrorCode>

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
  const { models, now } = options
  const progress = new Progress<FollowerErrorCode>('building', now)
  const following = new Following(options, progress)
  const ended = following.run()
  return {
    status: () => progress.status(),
    waitFor: (position, timeoutMs) =>
      progress.waitUntil(async () => (await models.position()) >= position, timeoutMs, WAIT_POLL_MS),
    async stop() {
      following.stop()
      await ended
    },
  }
}
