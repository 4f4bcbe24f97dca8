import { expertLifecycle, lifecycle, partyLifecycle } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import { minuteAt, minuteOf } from './moment.ts'
import { namedViolations, planCountyYear } from './plan.ts'
import { breachesOf, CHECKED_RULES, isInOffice, isOnWorkingDay } from './testing/breaches.ts'
import { PlanFacts } from './testing/plan-facts.ts'
import { violations } from './violations.ts'

const facts = new PlanFacts(planCountyYear())
const projects = [...facts.byProject.values()]
const named = namedViolations()

describe('the example county obeys the law, except in its named records', () => {
  for (const rule of CHECKED_RULES)
    test(`${rule} is broken by nothing but what says so`, () => {
      const broken = projects.filter((project) => breachesOf(project).includes(rule)).map(({ projectId }) => projectId)
      const announced = named.filter((violation) => violation.rule === rule).map(({ projectId }) => projectId)
      expect(broken.toSorted()).toEqual(announced.toSorted())
    })

  test('every kind of violation is shown once, the historic bonds in every one of their projects', () => {
    expect(new Set(named.map(({ says }) => says)).size).toBe(Object.keys(violations).length)
    expect(named).toHaveLength(Object.keys(violations).length - 1 + 6)
  })

  test('a violation is named in the title of its project', () => {
    for (const { projectId, rule, says } of named) {
      const title = facts.byProject.get(projectId)?.registered.title
      expect(title).toContain(rule)
      expect(title).toContain(says)
    }
  })
})

describe('the example county keeps office hours', () => {
  const inOffice = [...facts.all, ...facts.others].filter(isInOffice)

  test('offices act on working days, make-up days among them', () => {
    expect(inOffice.filter((fact) => !isOnWorkingDay(fact))).toEqual([])
  })

  test('offices act between 8 and 18 hours', () => {
    const early = minuteOf('8:00')
    const late = minuteOf('18:00')
    const outside = inOffice.filter(({ occurredMs }) => minuteAt(occurredMs) < early || minuteAt(occurredMs) > late)
    expect(outside).toEqual([])
  })
})

describe('the example county is rich', () => {
  test('every event occurs', () => {
    const types = new Set<string>([...facts.all, ...facts.others].map(({ type }) => type))
    const stated = Object.keys({ ...lifecycle, ...partyLifecycle, ...expertLifecycle })
    const missing = stated.filter((type) => !types.has(type))
    // Only what is no part of a registered project's own life.
    expect(missing).toEqual(['EventCorrected', 'EventAnnulled', 'PersonalDataErased', 'ProjectImported'])
  })

  test('every person, enterprise, office and project is marked as invented', () => {
    const names: string[] = []
    const collect = (value: unknown, key = ''): void => {
      if (typeof value === 'string' && ['name', 'host', 'signedBy'].includes(key)) names.push(value)
      if (typeof value === 'object' && value !== null)
        for (const [inner, child] of Object.entries(value)) collect(child, Array.isArray(value) ? key : inner)
    }
    for (const { data } of facts.all) collect(data)
    for (const { registered } of projects) names.push(registered.title)
    expect(names.length).toBeGreaterThan(1000)
    expect(names.filter((name) => !name.includes('示例') && !name.includes('invented'))).toEqual([])
  })

  test('offices outside the centre record some facts days late', () => {
    const dayMs = 86_400_000
    const late = facts.all.filter(({ occurredMs, recordedMs }) => recordedMs - occurredMs > 2 * dayMs)
    expect(late.length).toBeGreaterThan(facts.all.length / 500)
    expect(late.length).toBeLessThan(facts.all.length / 20)
    expect(facts.all.filter(({ occurredMs, recordedMs }) => recordedMs < occurredMs)).toEqual([])
  })
})
