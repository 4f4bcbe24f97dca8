import { type CalendarDate, type Fact, type Ledger, projectStream, utcMillis } from '@procurement-ledger/core'
import { Backoff, type FollowerStatus, Progress, pause, supervise } from '@procurement-ledger/core/follower'
import { type FlagToRaise, type FlagToResolve, flagsToState, type ReadModels } from '@procurement-ledger/projections'
import { nameBasedUuid } from '../name-based-uuid.ts'

/** Codes with which flagging stands still. */
export const FLAGGING_ERRORS = {
  FLAGGING_FAILED: 'flags could not be stated; the message says why; it is tried again',
} as const
export type FlaggingCode = keyof typeof FLAGGING_ERRORS

export interface FlaggingOptions {
  readonly ledger: Ledger
  readonly models: ReadModels
  readonly now: () => number
  /** Whether this process is the one that keeps the read models: only that one flags. */
  readonly isLeading: () => boolean
  /** As of the service: true once the read models have passed a position. */
  readonly caughtUp: (position: bigint, timeoutMs: number) => Promise<boolean>
  readonly since?: CalendarDate
}

export interface Flagging {
  status(): FollowerStatus<FlaggingCode>
  stop(): Promise<void>
}

/** Flags of each kind that are stated in one turn, so that an old ledger is not flooded before others have theirs. */
const MOST_A_TURN = 50
/** Between turns: a new day is noticed within it, and so is what others recorded. */
const PAUSE_MS = 1_000
const CATCH_UP_MS = 5_000

/** The fixed namespace of the commands that state flags. */
const NAMESPACE = '0c5a2f0e-5d0b-5f0a-9b4e-6f1f5d0f7a31'
const ACTOR = { id: 'ledger', role: 'ledger' } as const

/**
 * States flags: one of each violation that the read models hold today, and its end once nothing is violated any more.
 * Ids and commands are made from what is flagged, so two that do it at once, or one that ended between a record and
 * reading it back, state nothing twice.
 */
export function openFlagging(options: FlaggingOptions): Flagging {
  const progress = new Progress<FlaggingCode>('standby', Date.now)
  const stopping = new AbortController()
  const { signal } = stopping
  const backoff = new Backoff()
  const turn = async () => {
    if (!options.isLeading()) progress.enter('standby')
    else {
      const isDone = await stateFlags(options, progress, signal)
      progress.enter('following')
      backoff.reset()
      // Until the rows hold what was stated they ask for it again.
      if (!isDone) await options.caughtUp(await options.ledger.store.head(), CATCH_UP_MS)
      if (!isDone) return pause(0, signal)
    }
    await pause(PAUSE_MS, signal)
  }
  const stall = (thrown: unknown) =>
    progress.enter('stalled', {
      code: 'FLAGGING_FAILED',
      message: thrown instanceof Error ? thrown.message : String(thrown),
    })
  const ended = supervise({ turn, stall, backoff }, signal).then(() => progress.enter('stopped'))
  return {
    status: () => progress.status(),
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** True where nothing was left to state. */
async function stateFlags(
  { ledger, models, now, since }: FlaggingOptions,
  progress: Progress<FlaggingCode>,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = { nowMs: now(), most: MOST_A_TURN, ...(since !== undefined && { since }) }
  const { position, raise, resolve } = await models.snapshot(async (at) => ({
    position: await at.position(),
    ...(await flagsToState(at, asked)),
  }))
  const occurredAt = utcMillis(asked.nowMs)
  for (const flag of raise) {
    if (signal.aborted) return true
    await record(ledger, flag, raised(flag, occurredAt))
  }
  for (const flag of resolve) {
    if (signal.aborted) return true
    const outcome = (await wasCorrected(ledger, flag)) ? 'unfounded' : 'remedied'
    const data = { flagId: flag.flagId, outcome }
    await record(ledger, flag, { type: 'FlagResolved', occurredAt, actor: ACTOR, data })
  }
  progress.head = await ledger.store.head()
  progress.reach(position)
  return raise.length + resolve.length === 0
}

const raised = ({ flagId, rule, version, events, isByTime }: FlagToRaise, occurredAt: string): Fact => ({
  ...{ type: 'FlagRaised', occurredAt, actor: ACTOR },
  data: { flagId, origin: 'rule', rule: { id: rule, version }, level: isByTime ? 'yellow' : 'red', events },
})

/** A refusal says that somebody was there first, or that the project is not what the rows said; the next turn looks anew. */
async function record(ledger: Ledger, { projectId, flagId }: FlagToResolve, fact: Fact): Promise<void> {
  const commandId = nameBasedUuid(NAMESPACE, JSON.stringify([projectId, flagId, fact.type]))
  const { refused } = await ledger.record(projectId, fact, { commandId })
  if (refused !== undefined && !ALREADY.includes(refused.code))
    throw new Error(`${fact.type} of ${projectId}: ${refused.code} ${refused.message}`)
}

/** The time that stands in a flag is not made from what is flagged, so the same command has other content. */
const ALREADY: readonly string[] = ['COMMAND_REUSED', 'FLAG_EXISTS', 'FLAG_RESOLVED']

/** Whether a correction or an annulment came after the flag: then what it rested on was not so. */
async function wasCorrected({ store }: Ledger, { projectId, flagId }: FlagToResolve): Promise<boolean> {
  let isRaised = false
  for await (const page of store.readStream(projectStream(projectId)))
    for (const { type, data } of page) {
      if (type === 'FlagRaised') isRaised ||= JSON.parse(data).flagId === flagId
      if (isRaised && (type === 'EventCorrected' || type === 'EventAnnulled')) return true
    }
  return false
}
