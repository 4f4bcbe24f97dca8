import type { Issue } from '../kernel/refusal.ts'
import { cnCalendar } from './calendar/cn.ts'
import type { WorkingCalendar } from './calendar/working-calendar.ts'
import { cnGpl } from './cn/gpl.ts'
import { cnTbl } from './cn/tbl.ts'
import { type Pack, PackInvalid } from './pack.ts'
import type { Rule, Severity, SubjectKind } from './rule.ts'

/** Which rules a ledger goes by: packs, the calendar by which they count, and what it sets single rules to. */
export interface RuleSetting {
  readonly packs: readonly Pack[]
  readonly calendar: WorkingCalendar
  /** By the id of a rule, in whatever pack it stands. */
  readonly severities: { readonly [rule: string]: Severity }
}

/** What is left out is the law of China, and its rules as they are shipped. */
const DEFAULT: RuleSetting = { packs: [cnTbl, cnGpl], calendar: cnCalendar, severities: {} }

/**
 * Completes a setting. A rule that is set and stands in no pack is a mistake: it would be taken for one that is kept.
 *
 * @throws PackInvalid (code PACK_INVALID) naming each such rule, and each pack that is given twice
 * @example ruleSetting({ packs: [cnTbl, cnNingbo], severities: { R14: 'block' } })
 */
export function ruleSetting(given: Partial<RuleSetting> = {}): RuleSetting {
  const setting = { ...DEFAULT, ...given }
  const { packs, severities } = setting
  const known = new Set(packs.flatMap(({ rules }) => rules.map(({ id }) => id)))
  const issues: Issue[] = Object.keys(severities)
    .filter((rule) => !known.has(rule))
    .map((rule) => ({ path: `/severities/${rule}`, message: `is no rule of ${idsOf(packs)}; leave it out` }))
  packs.forEach(({ id }, at) => {
    if (packs.findIndex((pack) => pack.id === id) < at)
      issues.push({ path: `/packs/${at}`, message: `is ${id}, which is given twice; give it once` })
  })
  if (issues.length > 0) throw new PackInvalid(issues)
  return setting
}

const idsOf = (packs: readonly Pack[]): string => packs.map(({ id }) => id).join(', ')

/** A rule as it is explained to whoever asks what is judged. */
export interface ExplainedRule
  extends Pick<
    Rule,
    | 'id'
    | 'version'
    | 'name'
    | 'article'
    | 'binds'
    | 'counted'
    | 'silent'
    | 'unverified'
    | 'effectiveFrom'
    | 'effectiveUntil'
    | 'scope'
  > {
  readonly pack: { readonly id: string; readonly version: number }
  /** What a result of it is about. */
  readonly subjects: readonly SubjectKind[]
  /** As this ledger sets it. */
  readonly severity: Severity
}

/** Every rule of a setting, pack by pack. */
export const explainRules = ({ packs, severities }: RuleSetting): readonly ExplainedRule[] =>
  packs.flatMap(({ id, version, rules }) =>
    rules.map(({ parts, ...rule }) => ({
      ...rule,
      pack: { id, version },
      subjects: [...new Set(parts.map(({ subject }) => subject))],
      severity: severities[rule.id] ?? rule.severity,
    })),
  )
