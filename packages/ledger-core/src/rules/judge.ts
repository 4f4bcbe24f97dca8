import { type CalendarDate, dateOfDay, dayNumber } from '../kernel/calendar-date.ts'
import { Fault, type FaultCode } from '../kernel/fault.ts'
import type { WorkingCalendar } from './calendar/working-calendar.ts'
import { CaseFile, type Fact, type Pause } from './case-file.ts'
import { judgeAtLeast } from './checks/at-least.ts'
import { judgeBefore } from './checks/before.ts'
import { judgeWithin } from './checks/within.ts'
import { worstOf } from './checks/worst.ts'
import type { Pack } from './pack.ts'
import type { MomentFunction, Part, Rule, RuleResult, Severity, Subject, Verdict } from './rule.ts'
import { inForce, outside } from './scope.ts'
import { silent } from './words.ts'

export interface JudgeOptions {
  /** The day on which is judged, in the venue's zone: with what occurred by its end, in the eyes of that day. */
  readonly on: CalendarDate
  readonly packs: readonly Pack[]
  readonly calendar: WorkingCalendar
  readonly pauses?: readonly Pause[]
  /** What a ledger sets a rule to, by its id. */
  readonly severities?: { readonly [rule: string]: Severity }
}

export interface Judgement {
  readonly packs: readonly { readonly id: string; readonly version: number }[]
  /** The version of the calendar. */
  readonly calendar: string
  readonly on: CalendarDate
  readonly results: readonly RuleResult[]
  /** The first later day on which a result may change though nothing occurs; until then all of them stay as they are. */
  readonly turnsOn?: CalendarDate
}

/**
 * Judges one project by every rule of the packs. Pure: the same history, day, packs and calendar give the same results.
 *
 * A year that the calendar does not know never throws here: the results that need it are `pending` and carry
 * `CALENDAR_UNKNOWN`; all others stand.
 *
 * @param history the effective facts of one project, in the order of their record
 */
export function judge(history: readonly Fact[], options: JudgeOptions): Judgement {
  const { packs, calendar, on } = options
  const { groups, moments } = bookOf(packs)
  const file = new CaseFile({ ...options, history, moments })
  const results = groups.flatMap((rules) => judgeRule(rules, file, options))
  return {
    packs: packs.map(({ id, version }) => ({ id, version })),
    calendar: calendar.version,
    on,
    results,
    ...turning(file),
  }
}

/** The results of one rule, on a day and from then on until time alone changes one of them. */
export interface RuleTurn {
  readonly onDay: number
  readonly results: readonly RuleResult[]
}

/**
 * Judges rule by rule on a day by which everything has occurred, and on each later one on which time alone changes a
 * result of that rule: of each rule its turns, in order. Reads the facts once.
 */
export function* judgeTurns(history: readonly Fact[], options: JudgeOptions): Generator<readonly RuleTurn[]> {
  const { groups, moments } = bookOf(options.packs)
  const file = new CaseFile({ ...options, history, moments })
  for (const rules of groups) {
    const turns: RuleTurn[] = []
    for (let onDay: number | undefined = dayNumber(options.on); onDay !== undefined; onDay = file.turnsOn) {
      file.moveTo(onDay)
      turns.push({ onDay, results: judgeRule(rules, file, options) })
    }
    yield turns
  }
}

const turning = ({ turnsOn }: CaseFile): Pick<Judgement, 'turnsOn'> =>
  turnsOn === undefined ? {} : { turnsOn: dateOfDay(turnsOn) }

interface PackedRule {
  readonly rule: Rule
  readonly pack: Pack
  readonly isInForce: (day: number | undefined) => boolean
}

/** Packs side by side: rules of one id together, since each body of law may have its own. */
interface Book {
  readonly groups: readonly (readonly PackedRule[])[]
  readonly moments: ReadonlyMap<string, MomentFunction>
}

const books = new WeakMap<readonly Pack[], Book>()

function bookOf(packs: readonly Pack[]): Book {
  const known = books.get(packs)
  if (known !== undefined) return known
  const rules = packs.flatMap((pack) => pack.rules.map((rule) => ({ rule, pack, isInForce: inForce(rule) })))
  const groups = [...Map.groupBy(rules, ({ rule }) => rule.id)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const book = {
    groups: groups.map(([, group]) => group),
    moments: new Map(packs.flatMap((pack) => [...pack.moments])),
  }
  books.set(packs, book)
  return book
}

interface FaultyVerdict extends Verdict {
  readonly fault?: FaultCode
}

interface Judged {
  readonly subject: Subject
  readonly rule: Rule
  readonly verdicts: FaultyVerdict[]
}

function judgeRule(rules: readonly PackedRule[], file: CaseFile, options: JudgeOptions): RuleResult[] {
  const judged = new Map<string, Judged>()
  let reason: string | undefined
  for (const packed of rules) {
    reason = outside(file, packed.rule.scope)
    if (reason !== undefined) continue
    for (const part of packed.rule.parts)
      if (outside(file, part.scope ?? {}) === undefined) judgePart(packed, part, file, judged)
  }
  if (judged.size > 0) return [...judged.values()].map((one) => resultOf(one, options))
  const { rule } = rules.at(-1) as PackedRule
  const verdicts = [silent(reason ?? `nothing of this project falls under ${rule.id} yet`)]
  return [resultOf({ subject: { kind: 'project', id: file.projectId }, rule, verdicts }, options)]
}

function judgePart(
  { rule, pack, isInForce }: PackedRule,
  part: Part,
  file: CaseFile,
  judged: Map<string, Judged>,
): void {
  for (const subject of file.subjects(part.subject)) {
    // A subject is judged by the law of the day on which its first fact occurred.
    if (!isInForce(file.about(subject)[0]?.day)) continue
    const verdict = verdictOf(pack, part, file, subject)
    if (verdict === undefined) continue
    const key = `${subject.kind}/${subject.id}`
    const known = judged.get(key)
    if (known === undefined) judged.set(key, { subject, rule, verdicts: [verdict] })
    else known.verdicts.push(verdict)
  }
}

function verdictOf(pack: Pack, part: Part, file: CaseFile, subject: Subject): FaultyVerdict | undefined {
  try {
    if (part.check === 'within') return judgeWithin(part, file, subject)
    if (part.check === 'atLeast') return judgeAtLeast(part, file, subject)
    if (part.check === 'before') return judgeBefore(part, file, subject)
    return pack.functions.get(part.name)?.(file, subject, part.given ?? {})
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'CALENDAR_UNKNOWN') throw error
    return { state: 'pending', events: [], message: error.message, fault: error.code }
  }
}

function resultOf({ subject, rule, verdicts }: Judged, { severities }: JudgeOptions): RuleResult {
  const { state, dueOn, events, message, fault } = worstOf(verdicts) as FaultyVerdict
  return {
    rule: rule.id,
    version: rule.version,
    subject,
    state,
    severity: severities?.[rule.id] ?? rule.severity,
    ...(dueOn !== undefined && { dueOn: dateOfDay(dueOn) }),
    events,
    message,
    ...(fault !== undefined && { fault }),
  }
}
