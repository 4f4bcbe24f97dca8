import { dateIn, type Fact, instantMs, type Ledger } from '@procurement-ledger/core'
import { judge, type RuleSetting, standingFacts, zoneOf } from '@procurement-ledger/core/rules'
import {
  type FlagToRaise,
  type FlagToResolve,
  flagIdOf,
  violationIn,
  violationOf,
} from '@procurement-ledger/projections'
import { nameBasedUuid } from '../name-based-uuid.ts'
import { type ProjectEvent, readProjectEvents } from './project-events.ts'

/** Where a flag is stated. */
export interface FlagWorld {
  readonly ledger: Ledger
  readonly rules: RuleSetting
  /** Up to where the rows knew the log that ask for it. */
  readonly position: bigint
  readonly occurredAt: string
}

/** The fixed namespace of the commands that state flags. */
const NAMESPACE = '0c5a2f0e-5d0b-5f0a-9b4e-6f1f5d0f7a31'
const ACTOR = { id: 'ledger', role: 'ledger' } as const

/**
 * Ids and commands are made from what is flagged and how often it was, so two that do it at once, or one that ended between
 * a record and reading it back, state nothing twice. Answers whether it was stated now; where the project has moved on
 * since the rows were made it was not, and the next turn looks anew.
 */
export async function raiseFlag(world: FlagWorld, flag: FlagToRaise): Promise<boolean> {
  const { projectId, violation, rule, version, events, isByTime } = flag
  const history = await readHistory(world.ledger, projectId)
  if (hasMovedOn(history, violation, world)) return false
  // Also those that were annulled: their ids are in the log for ever.
  const earlier = history.filter(({ type, flagId }) => type === 'FlagRaised' && isOf(violation, flagId)).length
  const flagId = flagIdOf(violation, earlier + 1)
  const data = { flagId, origin: 'rule', rule: { id: rule, version }, level: isByTime ? 'yellow' : 'red', events }
  return state(world, { projectId, history, command: [projectId, flagId, 'FlagRaised'] }, 'FlagRaised', data)
}

/** As `raiseFlag`: `unfounded` where, as it is known now, it was not so when the flag was raised, else `remedied`. */
export async function resolveFlag(world: FlagWorld, flag: FlagToResolve): Promise<boolean> {
  const { projectId, violation, flagId } = flag
  const history = await readHistory(world.ledger, projectId)
  if (hasMovedOn(history, violation, world)) return false
  const resolved = history.filter((event) => event.type === 'FlagResolved' && event.flagId === flagId).length
  // One that somebody annulled is resolved again.
  const command = [projectId, flagId, 'FlagResolved', ...(resolved === 0 ? [] : [resolved])]
  const outcome = wasViolated(history, flag, world.rules) ? 'remedied' : 'unfounded'
  return state(world, { projectId, history, command }, 'FlagResolved', { flagId, outcome })
}

interface HistoryEvent extends ProjectEvent {
  /** Of a flag. */
  readonly flagId: string | undefined
}

async function readHistory({ store }: Ledger, projectId: string): Promise<readonly HistoryEvent[]> {
  const events = await readProjectEvents(store, projectId)
  return events.map((event) => {
    const { flagId } = event.data as { readonly flagId?: string }
    return { ...event, flagId: event.type === 'FlagRaised' || event.type === 'FlagResolved' ? flagId : undefined }
  })
}

const isOf = (violation: string, flagId: string | undefined): boolean =>
  flagId !== undefined && violationIn(flagId) === violation

/** Whether there is something that the rows did not know of, but for flags of other violations. */
const hasMovedOn = (history: readonly HistoryEvent[], violation: string, { position }: FlagWorld): boolean =>
  history.some(
    ({ position: at, flagId }) =>
      at > position && (flagId === undefined || violationIn(flagId) === undefined || isOf(violation, flagId)),
  )

/** Whether what the flag says was so when it was raised, as it is known now: corrected, and with what was recorded late. */
function wasViolated(history: readonly HistoryEvent[], flag: FlagToResolve, rules: RuleSetting): boolean {
  const { projectId, violation, flagId } = flag
  const raisedMs = history.findLast((event) => event.type === 'FlagRaised' && event.flagId === flagId)?.occurredMs
  const facts = standingFacts(projectId, history)
  const [first] = facts
  if (first === undefined || raisedMs === undefined) return false
  const byThen = facts.filter(({ occurredAt }) => instantMs(occurredAt) <= raisedMs)
  const { results } = judge(byThen, { ...rules, on: dateIn(zoneOf(first), raisedMs) })
  return results.some((result) => result.state === 'violated' && violationOf(result) === violation)
}

interface Where {
  readonly projectId: string
  readonly history: readonly HistoryEvent[]
  readonly command: readonly unknown[]
}

async function state(
  { ledger, occurredAt }: FlagWorld,
  { projectId, history, command }: Where,
  type: string,
  data: Fact['data'],
): Promise<boolean> {
  const commandId = nameBasedUuid(NAMESPACE, JSON.stringify(command))
  const expectedRevision = history.at(-1)?.revision ?? -1
  const fact = { type, occurredAt, actor: ACTOR, data }
  const outcome = await ledger.submit(projectId, fact, { commandId, expectedRevision })
  if (outcome.status !== 'refused') return outcome.status === 'recorded'
  const { code, message } = outcome.refusal
  if (SOMEBODY_WAS_FASTER.includes(code)) return false
  throw new Error(`${type} of ${projectId}: ${code} ${message}`)
}

/** The time that stands in a flag is not made from what is flagged, so the same command has other content. */
const SOMEBODY_WAS_FASTER: readonly string[] = ['COMMAND_REUSED', 'FLAG_EXISTS', 'FLAG_RESOLVED', 'REVISION_MISMATCH']
