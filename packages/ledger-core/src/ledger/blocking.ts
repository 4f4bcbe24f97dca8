import { type CalendarDate, dateIn, instantMs } from '../kernel/calendar.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { EventStore, SealedEvent } from '../ports/event-store.ts'
import { isImported } from '../procurement/decider.ts'
import { isActOnRecord } from '../procurement/effective-history.ts'
import type { Meta } from '../procurement/fact.ts'
import { isOwnFlag } from '../procurement/own-flag.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { zoneOf } from '../rules/case-file.ts'
import { judge } from '../rules/judge.ts'
import type { Rule, RuleResult } from '../rules/rule.ts'
import type { RuleSetting } from '../rules/setting.ts'
import { standingFacts } from '../rules/standing-facts.ts'
import type { ParsedFact } from './command.ts'
import { readPast } from './past.ts'
import type { StreamState } from './stream-state.ts'
import type { Addressed } from './subject.ts'

/** What a command breaks of the rules that block; `at` is the place of the fact that breaks it. */
export interface Broken {
  readonly at: number
  readonly refusal: Refusal
}

/**
 * The rules that a ledger sets to block. A command is held to them as a whole, on the day of the last fact of its
 * project: what it breaks is what is violated with it, and was not without it, or was for another reason, such as an act
 * that was missing and now comes too late. So whoever records a late act says who answers for it, and why.
 *
 * Needs the whole past of a stream, and keeps it as long as the state that was folded from it.
 */
export class Blocking {
  readonly #setting: RuleSetting
  readonly #pasts = new WeakMap<StreamState, RecordedFact[]>()

  private constructor(setting: RuleSetting) {
    this.#setting = setting
  }

  /** Undefined where nothing blocks: then nothing is read or judged. */
  static of(setting: RuleSetting | undefined): Blocking | undefined {
    if (setting === undefined) return undefined
    const isBlocking = ({ id, severity }: Rule) => (setting.severities[id] ?? severity) === 'block'
    const packs = setting.packs.map((pack) => ({ ...pack, rules: pack.rules.filter(isBlocking) }))
    return packs.some(({ rules }) => rules.length > 0) ? new Blocking({ ...setting, packs }) : undefined
  }

  /** Before a command of a project is decided on this state. */
  async prepare(store: EventStore, stream: string, state: StreamState): Promise<void> {
    if (state.subject.kind !== 'project' || this.#pasts.get(state)?.length === state.end.revision + 1) return
    this.#pasts.set(state, [...(await readPast(store, stream, state.end.revision))])
  }

  /** The facts were recorded on this state, as these events. */
  recorded(state: StreamState, facts: readonly ParsedFact[], events: readonly SealedEvent[]): void {
    const past = this.#pasts.get(state)
    for (const [at, event] of events.entries()) past?.push(recordedOf(facts[at] as ParsedFact, event))
  }

  /** What the facts break, and do not override. */
  brokenBy(
    state: StreamState,
    { kind, id }: Addressed,
    facts: readonly ParsedFact[],
    nowMs: number,
  ): readonly Broken[] {
    const past = this.#pasts.get(state)
    if (kind !== 'project' || past === undefined) return []
    const fresh = facts.map((fact, at) => recordedOf(fact, { eventId: placeName(at), recordedMs: nowMs }))
    const all = [...past, ...fresh]
    const on = lastDayOf(all)
    if (on === undefined) return []
    const before = new Map(this.#violated(id, past, on).map((result) => [keyOf(result), result]))
    const overridden = new Set(facts.flatMap(({ meta }) => (meta as Meta).overrides ?? []).map(({ rule }) => rule))
    return this.#violated(id, all, on)
      .filter((result) => !overridden.has(result.rule))
      .flatMap((result) => {
        const at = fresh.findLastIndex(({ eventId }) => result.events.includes(eventId))
        const known = before.get(keyOf(result))
        if (known !== undefined && (at === -1 || known.message === result.message)) return []
        return [{ at: Math.max(at, 0), refusal: this.#refusalOf(result) }]
      })
  }

  #violated(projectId: string, past: readonly RecordedFact[], on: CalendarDate): readonly RuleResult[] {
    if (past.length === 0) return []
    const { results } = judge(standingFacts(projectId, past), { ...this.#setting, on })
    return results.filter(({ state }) => state === 'violated')
  }

  #refusalOf({ rule, version, subject: { kind, id }, message }: RuleResult): Refusal {
    const article = this.#setting.packs
      .flatMap(({ rules }) => rules)
      .find((one) => one.id === rule && one.version === version)?.article
    return refuse(
      'RULE_VIOLATED',
      `${rule} (${article}) is violated for ${kind} ${id}: ${message}; to record it all the same, state who decides so and why: overrides [{ rule: "${rule}", by, reason }]`,
    )
  }
}

/** Whether what is broken is told as a finding: it is what a source says, or what the ledger itself states. */
export const isToldOnly = ({ subject }: StreamState, facts: readonly ParsedFact[]): boolean =>
  isImported(subject) || facts[0]?.type === 'ProjectImported' || facts.every(({ role }) => role === 'ledger')

const keyOf = ({ rule, subject: { kind, id } }: RuleResult): string => `${rule}/${kind}/${id}`

/** No uuid: nothing can name a fact that is not recorded yet. */
const placeName = (at: number): string => `fact ${at}`

const recordedOf = (
  { type, data, occurredMs, role, actorId }: ParsedFact,
  { eventId, recordedMs }: Pick<SealedEvent, 'eventId' | 'recordedMs'>,
): RecordedFact => ({ eventId, type, data, occurredMs, recordedMs, role, actorId })

/**
 * A correction may move a fact behind all others, to a day that its own data state. Acts on the record and the ledger's own
 * flags are no facts of the procedure, and make nothing late. Undefined where there is nothing else.
 */
function lastDayOf(past: readonly RecordedFact[]): CalendarDate | undefined {
  const others = new Set(
    past.filter((fact) => isActOnRecord(fact.type) || isOwnFlag(fact)).map(({ eventId }) => eventId),
  )
  const facts = standingFacts('', past).filter(({ eventId }) => !others.has(eventId))
  if (facts.length === 0) return undefined
  const lastMs = facts.reduce((ms, { occurredAt }) => Math.max(ms, instantMs(occurredAt)), Number.NEGATIVE_INFINITY)
  return dateIn(zoneOf(facts[0]), lastMs)
}
