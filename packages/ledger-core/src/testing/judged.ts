import { expect, test } from 'vitest'
import type { ProjectEventType } from '../procurement/lifecycle.ts'
import { lift, personalPaths } from '../procurement/personal.ts'
import { importedShape } from '../procurement/steps.ts'
import {
  cnCalendar,
  cnGpl,
  cnTbl,
  type Fact,
  type JudgeOptions,
  judge,
  type Pack,
  type RuleResult,
} from '../rules/index.ts'
import { sampleOf } from './samples.ts'

/** A fact in a test of the rules: the sample of its type, with what the test is about. */
export interface Told {
  readonly type: ProjectEventType
  readonly at: string
  readonly data: { readonly [field: string]: unknown }
}

/**
 * Tells a fact. `at` is a day, which stands for noon, or a day and a time, in China. A field set to undefined is left out.
 */
export function told(type: ProjectEventType, at: string, override: object = {}): Told {
  const data = JSON.parse(JSON.stringify({ ...(sampleOf(type) as object), ...override }))
  const shape = importedShape(type)
  shape.parse(data)
  return { type, at, data: lift(data, personalPaths(shape)).lawful }
}

const instantOf = (at: string): string => `${at.includes('T') ? at : `${at}T12:00:00`}+08:00`

/** The facts as a history; an event is named by its type and its place. */
export const historyOf = (facts: readonly Told[]): Fact[] =>
  facts.map(({ type, at, data }, index) => ({
    projectId: 'P-1',
    eventId: `${type}-${index}`,
    type,
    occurredAt: instantOf(at),
    recordedAt: '2026-06-01T00:00:00.000Z',
    data,
  }))

const cnPacks: readonly Pack[] = [cnTbl, cnGpl]

/** Every result of the facts on a day, by the two laws of China unless a test says otherwise. */
export const judged = (
  facts: readonly Told[],
  on: string,
  options: Partial<JudgeOptions> = {},
): readonly RuleResult[] =>
  judge(historyOf(facts), { packs: cnPacks, calendar: cnCalendar, ...options, on: on as JudgeOptions['on'] }).results

/** The one result of a rule for a subject, by its id. */
export function resultOf(results: readonly RuleResult[], rule: string, id = 'P-1'): RuleResult {
  const found = results.filter((result) => result.rule === rule && result.subject.id === id)
  expect(found, `one result of ${rule} for ${id}`).toHaveLength(1)
  return found[0] as RuleResult
}

/** `pass, due 2023-04-10`, or the state alone. */
export const inShort = ({ state, dueOn }: RuleResult): string =>
  dueOn === undefined ? state : `${state}, due ${dueOn}`

/** What a row says; the facts that are given; the day on which is judged; what then holds, in short. */
export type Row = readonly [says: string, given: readonly Told[], on: string, then: string]

/** Tests a rule for one subject, row by row. */
export function lawTable(rule: string, id: string, rows: readonly Row[], options: Partial<JudgeOptions> = {}): void {
  for (const [says, given, on, then] of rows)
    test(`${rule}: ${says}`, () => {
      const result = resultOf(judged(given, on, options), rule, id)
      expect(inShort(result), result.message).toBe(then)
    })
}

/** Nobody is judged but by what is told: the registration of a tender, each with what the test is about. */
export const tblProject = (override: object = {}): Told => told('ProjectRegistered', '2020-01-02', override)
export const gplProject = (override: object = {}): Told =>
  told('ProjectRegistered', '2020-01-02', { category: 'goods', regime: 'GPL', ...override })
