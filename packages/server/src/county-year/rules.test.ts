import { dateOfDay, utcMillis } from '@procurement-ledger/core'
import { cnCalendar, cnGpl, cnTbl, type Fact, judge } from '@procurement-ledger/core/rules'
import { describe, expect, test } from 'vitest'
import { LAST_DAY } from './days.ts'
import { namedViolations, type PlannedCommand, planCountyYear } from './plan.ts'

/**
 * The rules judge the example county at the end of its books. law.test.ts holds it to the law by hand; here two people
 * who read the same articles meet, and each may find the other wrong.
 */

const packs = [cnTbl, cnGpl]
const byProject = Map.groupBy(planCountyYear().flatMap(factsOf), ({ projectId }) => projectId)
const judged = [...byProject].flatMap(([projectId, facts]) =>
  judge(facts, { on: dateOfDay(LAST_DAY), packs, calendar: cnCalendar }).results.map((result) => ({
    projectId,
    ...result,
  })),
)
const named = namedViolations()

/** What is stated of enterprises and experts, no rule looks at. */
function factsOf({
  subject: projectId,
  commandId,
  recordedAtMs,
  facts,
}: PlannedCommand): (Fact & { readonly projectId: string })[] {
  if (typeof projectId !== 'string') return []
  return facts.map(({ type, occurredAt, data }, index) => ({
    projectId,
    eventId: `${commandId}-${index}`,
    type,
    occurredAt,
    recordedAt: utcMillis(recordedAtMs),
    data: data as Fact['data'],
  }))
}

describe('the example county obeys the rules, except in its named records', () => {
  const rules = [...new Set(judged.map(({ rule }) => rule))]

  test.each(rules)('%s is broken by nothing but what says so', (rule) => {
    const broken = judged.filter((result) => result.rule === rule && result.state === 'violated')
    const announced = named.filter((violation) => violation.rule === rule).map(({ projectId }) => projectId)
    const found = [...new Set(broken.map(({ projectId }) => projectId))]
    expect(found.toSorted(), broken.map(({ message }) => message).join('\n')).toEqual(announced.toSorted())
  })

  test('every rule but that on supplements has something to judge', () => {
    const idle = rules.filter((rule) =>
      judged.every((result) => result.rule !== rule || result.state === 'notApplicable'),
    )
    expect(idle).toEqual(['R24'])
  })

  test('what is pending is due on the day of judging or later, and nothing else is', () => {
    const pending = judged.filter(({ state }) => state === 'pending')
    expect(pending.length).toBeGreaterThan(0)
    for (const { dueOn, rule, projectId } of pending)
      expect(dueOn, `${rule} ${projectId}`).toSatisfy((due) => due >= dateOfDay(LAST_DAY))
  })

  test('the calendar knows every year of it', () => {
    expect(judged.filter(({ fault }) => fault !== undefined)).toEqual([])
  })
})
