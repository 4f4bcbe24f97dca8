import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type CalendarDate,
  type EventStore,
  type Ledger,
  openLedger,
  type Sources,
  systemSources,
  utcMillis,
} from '@procurement-ledger/core'
import type { Leader } from '@procurement-ledger/core/follower'
import {
  assertHoldsSigned,
  assertNotEmptied,
  type EvidenceFolder,
  guardedStore,
  type Notary,
  type NotaryStatus,
  openNotary,
  type Signer,
} from '@procurement-ledger/core/notary'
import { type RuleSetting, ruleSetting, type YearlyRate } from '@procurement-ledger/core/rules'
import {
  type CutLimits,
  type Cuts,
  complianceReadModel,
  type FollowerState,
  type FollowerStatus,
  follow,
  openCuts,
  type Projection,
  procurementReadModels,
  procurementReadModelsBy,
  type ReadModels,
} from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { type Flagging, openFlagging } from './compliance/flagging.ts'
import type { Payout } from './releases/payout.ts'
import { type Releaser, startReleaser } from './releases/releaser.ts'

/** A follower as readiness and metrics show it. */
export interface FollowerView {
  readonly name: string
  readonly state: FollowerState
  readonly since: string
  /** Decimal; the last event folded. */
  readonly position: string
  /** Events of the log that are still to be folded, or signed. */
  readonly lag: number
  /** Of the notary: leaves under its last checkpoint. */
  readonly size?: number
  readonly problem?: { readonly code: string; readonly message: string }
}

/** What routes and commands stand on: the ledger, its read models, and the follower between them. */
export interface Service extends AsyncDisposable {
  readonly ledger: Ledger
  readonly models: ReadModels
  /** What was known: read models in memory, folded when somebody asks. */
  readonly cuts: Cuts
  /** Absent where no key was given: then nothing is signed. */
  readonly notary: Notary | undefined
  /** The rules by which projects are judged. */
  readonly rules: RuleSetting
  /** By which interest on bonds is computed; none where it is not. */
  readonly bondRates: readonly YearlyRate[]
  /** The ledger's clock, in epoch milliseconds: it says which day is today. */
  readonly now: () => number
  followers(): readonly FollowerView[]
  /**
   * Whether readers see the rows of this service. They do not while those are built beside others, of an earlier version
   * or by other packs of rules, nor since others were put in their place.
   */
  isReadable(): Promise<boolean>
  /** True once the read models have passed the position, false after the timeout. */
  caughtUp(position: bigint, timeoutMs: number): Promise<boolean>
  /** Waits until the read models hold everything that the log held when asked. */
  catchUp(onProgress?: (done: number, total: number) => void): Promise<void>
  close(): Promise<void>
}

export interface ServiceOptions {
  /** The service owns it from here on and closes it. */
  readonly store: EventStore
  /** The read models' own file; deleting it costs a replay. Left out: a file that goes with the service. */
  readonly modelsPath?: string
  /** Opens read models elsewhere, as in PostgreSQL; modelsPath is then not looked at. The service closes them. */
  readonly openModels?: (projections: readonly Projection[]) => Promise<ReadModels>
  readonly cutLimits?: Partial<CutLimits>
  readonly sources?: Partial<Sources>
  /** Left out: 招标投标法 and 政府采购法, as they are shipped. */
  readonly rules?: Partial<RuleSetting>
  /** States flags of what breaks a rule; left out: none. */
  readonly flags?: FlagsWanted
  /** Yearly rates for the interest on bonds. Left out: it is not computed. */
  readonly bondRates?: readonly YearlyRate[]
  /** Pays bonds back by itself; needs bondRates. The service closes it. Left out: releases are proposed only. */
  readonly payout?: Payout
  /** Left out: no notary runs. */
  readonly evidence?: Evidence
}

export interface FlagsWanted {
  /** What fell due before that day is not flagged; left out: whatever is violated. */
  readonly since?: CalendarDate
}

/** What a notary needs beside the ledger. */
export interface Evidence {
  /** The service owns it from here on and closes it. */
  readonly folder: EvidenceFolder
  /** Their name is the origin of a new ledger. The first signs from now on. */
  readonly signers: readonly [Signer, ...Signer[]]
  /** The last checkpoint of a log whose folder was lost. */
  readonly adopt?: string
}

const PROGRESS_MS = 100

/** Opens the ledger and its evidence, opens the read models and begins to follow. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { store, sources, evidence, cutLimits, payout, bondRates = [] } = options
  const rules = ruleSetting(options.rules)
  const { now } = { ...systemSources(), ...sources }
  const { ledger, notary } = await openNotarized(store, sources, evidence, rules)
  const { models, remove } = await openModels(options, rules).catch(async (error: unknown) => {
    await notary?.stop()
    await ledger.close()
    throw error
  })
  const follower = follow({ store, models })
  const leader: Leader = {
    isLeading: () => follower.status().state === 'following',
    head: () => store.head(),
    caughtUp: follower.waitFor,
  }
  const flagging = options.flags && openFlagging({ ledger, models, rules, now, leader, ...options.flags })
  const readModels = procurementReadModelsBy(rules)
  const cuts = openCuts({ store, openModels: openScratch, readModels, ...(cutLimits && { limits: cutLimits }) })

  const releaser = payout && startReleaser({ ledger, models, payout, rates: bondRates, now, leader })

  async function catchUp(onProgress: (done: number, total: number) => void = () => {}): Promise<void> {
    const head = await store.head()
    for (;;) {
      const isPassed = await follower.waitFor(head, PROGRESS_MS)
      const { state, error, position } = follower.status()
      // While it builds, the rows may all be there, but not yet the indexes that make figures fast.
      if (isPassed && (state === 'following' || state === 'standby')) return
      if (state === 'stopped' || state === 'stalled')
        throw new Error(`the read models stand still: ${error?.message ?? state}`)
      onProgress(Number(position), Number(head))
      if (isPassed) await nextTurn()
    }
  }

  async function isReadable(): Promise<boolean> {
    const { state } = follower.status()
    return state === 'following' || state === 'standby' || (await models.generation())?.isServing === true
  }

  async function close(): Promise<void> {
    await cuts.close()
    await releaser?.stop()
    await payout?.close?.()
    await flagging?.stop()
    await follower.stop()
    await notary?.stop()
    await models.close()
    await ledger.close()
    await remove()
  }

  return {
    ledger,
    models,
    cuts,
    notary,
    rules,
    bondRates,
    now,
    followers: () => [
      viewOf(procurementReadModels.name, follower.status()),
      ...(flagging === undefined ? [] : [viewOf('flags', flagging.status())]),
      ...(releaser === undefined ? [] : [viewOf('releaser', releaser.status())]),
      ...(notary === undefined ? [] : [viewOf('notary', notary.status())]),
    ],
    isReadable,
    caughtUp: (position, timeoutMs) => follower.waitFor(position, timeoutMs),
    catchUp,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Whatever engine keeps the read models, those of a cut are in memory. */
export const openScratch = (projections: readonly Projection[]) => openReadModels(':memory:', projections)

interface OpenedModels {
  readonly models: ReadModels
  /** What goes with the service. */
  readonly remove: () => Promise<void>
}

async function openModels({ modelsPath, openModels: open }: ServiceOptions, rules: RuleSetting): Promise<OpenedModels> {
  const nothing = async () => {}
  const projections = [procurementReadModelsBy(rules), complianceReadModel(rules)]
  if (open !== undefined) return { models: await open(projections), remove: nothing }
  if (modelsPath !== undefined) return { models: await openReadModels(modelsPath, projections), remove: nothing }
  const folder = await mkdtemp(join(tmpdir(), 'ledger-models-'))
  const models = await openReadModels(join(folder, 'models.db'), projections)
  return { models, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** The guard stands before the ledger's store, so that a log which lost what was signed does not grow another end. */
async function openNotarized(
  store: EventStore,
  sources: Partial<Sources> | undefined,
  evidence: Evidence | undefined,
  rules: RuleSetting,
): Promise<{ readonly ledger: Ledger; readonly notary: Notary | undefined }> {
  const world = { rules, ...(sources && { sources }) }
  if (evidence === undefined) return { ledger: await openLedger({ store, ...world }), notary: undefined }
  const guard = guardedStore(store)
  try {
    await assertNotEmptied(store, evidence.folder)
    const ledger = await openLedger({ store: guard, origin: evidence.signers[0].name, ...world })
    const notary = await openNotary({ ledger, guard, ...evidence })
    // What the store finds behind a new connection may be another end of the log than the one that was signed.
    store.onReconnect?.(() => assertHoldsSigned(store, ledger.identity, evidence.folder))
    return { ledger, notary }
  } catch (error) {
    evidence.folder.close()
    await store.close()
    throw error
  }
}

const viewOf = (
  name: string,
  status: FollowerStatus | NotaryStatus | ReturnType<(Flagging | Releaser)['status']>,
): FollowerView => ({
  name,
  state: status.state,
  since: utcMillis(status.sinceMs),
  position: status.position.toString(),
  lag: status.lag,
  ...('size' in status && { size: status.size }),
  ...(status.error && { problem: status.error }),
})
