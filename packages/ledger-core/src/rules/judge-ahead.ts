import { type CalendarDate, dateOfDay } from '../kernel/calendar-date.ts'
import { instantMs } from '../kernel/instant.ts'
import { dayNumberIn } from '../kernel/zone.ts'
import { type Fact, zoneOf } from './case-file.ts'
import { judgeTurns, type RuleTurn } from './judge.ts'
import type { RuleResult } from './rule.ts'
import type { RuleSetting } from './setting.ts'

/** A result and the days, both included, on which it is so as long as nothing occurs. */
export interface StandingResult extends RuleResult {
  readonly fromOn: CalendarDate
  /** Left out: for ever. */
  readonly untilOn?: CalendarDate
}

export interface Ahead {
  /** The day of the project's last fact, from which on it is judged. */
  readonly fromOn: CalendarDate
  readonly results: readonly StandingResult[]
}

/**
 * Judges a project on the day of its last fact and on every later day on which time alone changes a result, so that
 * whoever asks on a day needs no judge: of each rule and subject the result that holds the day is the one of `judge`.
 * Undefined of no facts.
 */
export function judgeAhead(history: readonly Fact[], setting: RuleSetting): Ahead | undefined {
  const [first] = history
  if (first === undefined) return undefined
  const lastMs = history.reduce((ms, { occurredAt }) => Math.max(ms, instantMs(occurredAt)), Number.NEGATIVE_INFINITY)
  const fromOn = dateOfDay(dayNumberIn(zoneOf(first), lastMs))
  const results = [...judgeTurns(history, { ...setting, on: fromOn })].flatMap(standingOf)
  return { fromOn, results }
}

/** Each result from the day on which it came to the day before it changed. */
function standingOf(turns: readonly RuleTurn[]): StandingResult[] {
  const ended: StandingResult[] = []
  let standing = new Map<string, StandingResult>()
  for (const { onDay, results } of turns) {
    const before = standing
    standing = new Map()
    for (const result of results) {
      const key = keyOf(result)
      const known = before.get(key)
      standing.set(key, known !== undefined && isSame(known, result) ? known : { ...result, fromOn: dateOfDay(onDay) })
    }
    for (const [key, known] of before)
      if (standing.get(key) !== known) ended.push({ ...known, untilOn: dateOfDay(onDay - 1) })
  }
  return [...ended, ...standing.values()]
}

const keyOf = ({ subject: { kind, id } }: RuleResult): string => `${kind}/${id}`

const isSame = (one: RuleResult, other: RuleResult): boolean =>
  one.state === other.state &&
  one.message === other.message &&
  one.dueOn === other.dueOn &&
  one.version === other.version &&
  one.fault === other.fault &&
  one.events.length === other.events.length &&
  one.events.every((event, at) => event === other.events[at])
