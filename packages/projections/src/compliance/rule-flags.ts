import { createHash } from 'node:crypto'
import { dayNumber, dayNumberIn, effectiveHistory, projectIdOf } from '@procurement-ledger/core'
import {
  type Ahead,
  judgeAhead,
  type RecordedEvent,
  type RuleResult,
  type RuleSetting,
  standingFacts,
  zoneOf,
} from '@procurement-ledger/core/rules'
import type { FoldEvent } from '../read-models/projection.ts'

/**
 * The flags that the ledger raised of what breaks a rule. A violation is one of one rule, its version and one subject, from
 * when it comes until it is over; should it come back, it is another, and has a flag of its own.
 */

/**
 * - `open`: raised, and not resolved.
 * - `standing`: resolved while what it says was still so, as a supervisor does who has looked into it.
 * - `over`: resolved, and what it said was over by then, or has been since.
 */
export type FlagState = 'open' | 'standing' | 'over'

/** A flag of the ledger's own. key = flagId. */
export interface RuleFlagRow {
  readonly projectId: string
  readonly key: string
  /** What all flags of the same rule, version and subject have in common. */
  readonly violation: string
  readonly state: FlagState
}

/** The facts of one project that a rule may look at, and the judgement of all of them once somebody asks. */
export interface ComplianceHistory {
  readonly projectId: string
  readonly facts: RecordedEvent[]
  ahead: Ahead | undefined
  readonly flags: Map<string, FlagState>
}

export const startCompliance = (projectId: string): ComplianceHistory => ({
  projectId,
  facts: [],
  ahead: undefined,
  flags: new Map(),
})

/** Asked by several, judged once. */
export function judged(history: ComplianceHistory, setting: RuleSetting): Ahead | undefined {
  history.ahead ??= judgeAhead(standingFacts(history.projectId, history.facts), setting)
  return history.ahead
}

/** The name of a violation. Ids of subjects may be as long as ids are, so they stand in it as a digest. */
export function violationOf({
  rule,
  version,
  subject: { kind, id },
}: Pick<RuleResult, 'rule' | 'version' | 'subject'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, version, kind, id]))
    .digest('hex')
  return `${rule.slice(0, MAX_RULE_CHARS)}-${digest.slice(0, DIGEST_CHARS)}`
}
const MAX_RULE_CHARS = 20
const DIGEST_CHARS = 32
const OWN_FLAG = new RegExp(`^(.{1,${MAX_RULE_CHARS}}-[0-9a-f]{${DIGEST_CHARS}})(?:-[0-9]+)?$`)

/** The id of the first, second, third flag of a violation. */
export const flagIdOf = (violation: string, nth: number): string => (nth === 1 ? violation : `${violation}-${nth}`)

/** The violation that a flag names; undefined of a flag that is not the ledger's own. */
export const violationIn = (flagId: string): string | undefined => OWN_FLAG.exec(flagId)?.[1]

/**
 * Folds what an event does to flags, before the event itself is one of the facts. Flags of rules that are not in the packs
 * are left to people: of what nobody judges, nobody knows whether it is over.
 */
export function foldFlags(history: ComplianceHistory, { type, data, recordedMs }: FoldEvent, setting: RuleSetting) {
  const { flags } = history
  if ([...flags.values()].includes('standing')) {
    const violated = violatedAt(history, recordedMs, setting)
    for (const [flagId, state] of flags)
      if (state === 'standing' && !violated.has(violationIn(flagId))) flags.set(flagId, 'over')
  }
  const { flagId, origin, rule, wasSo } = data as FlagData
  if (flagId === undefined) return
  if (type === 'FlagRaised' && origin === 'rule' && violationIn(flagId) !== undefined && isJudged(rule, setting))
    flags.set(flagId, 'open')
  if (type === 'FlagResolved' && flags.has(flagId)) {
    const stands = wasSo ?? violatedAt(history, recordedMs, setting).has(violationIn(flagId))
    flags.set(flagId, stands ? 'standing' : 'over')
  }
}

interface FlagData {
  readonly flagId?: string
  readonly origin?: string
  readonly rule?: { readonly id: string; readonly version: number }
  /** Said by `standingHistory` of what was resolved before a correction. */
  readonly wasSo?: boolean
}

const isJudged = (rule: FlagData['rule'], { packs }: RuleSetting): boolean =>
  packs.some(({ rules }) => rules.some(({ id, version }) => id === rule?.id && version === rule.version))

/** What is violated, as the facts so far are known at an instant. */
function violatedAt(history: ComplianceHistory, nowMs: number, setting: RuleSetting): ReadonlySet<string | undefined> {
  const ahead = judged(history, setting)
  if (ahead === undefined) return new Set()
  const [first] = history.facts
  const day = Math.max(dayNumber(ahead.fromOn), dayNumberIn(zoneOf(first as never), nowMs))
  const isViolated = ({ state, fromOn, untilOn }: Ahead['results'][number]): boolean =>
    state === 'violated' && dayNumber(fromOn) <= day && (untilOn === undefined || dayNumber(untilOn) >= day)
  return new Set(ahead.results.filter(isViolated).map(violationOf))
}

/**
 * The history as it stands. Of a flag that was resolved before the last correction it also says whether what it named was so
 * as it was known then, which what stands now does not tell.
 *
 * @param fold folds an event into a history that was started anew
 */
export function standingHistory(
  history: readonly FoldEvent[],
  fold: (history: ComplianceHistory, event: FoldEvent) => void,
): readonly FoldEvent[] {
  const lastAct = history.findLastIndex(({ type }) => type === 'EventCorrected' || type === 'EventAnnulled')
  const told = history.map((event, at) => {
    const { flagId } = event.data as FlagData
    if (event.type !== 'FlagResolved' || flagId === undefined || at > lastAct) return event
    const known = startCompliance(projectIdOf(event.stream) ?? '')
    for (const earlier of effectiveHistory(history.slice(0, at + 1))) fold(known, earlier)
    const state = known.flags.get(flagId)
    return state === undefined ? event : { ...event, data: { ...event.data, wasSo: state === 'standing' } }
  })
  return effectiveHistory(told)
}
