import { createHash } from 'node:crypto'
import { MAX_FACTS } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import { LEDGER_OPENS_MS } from './handover.ts'
import { COUNTY_YEAR_SEED, type PlannedCommand, planCountyYear } from './plan.ts'
import { PlanFacts } from './testing/plan-facts.ts'

const plan = planCountyYear()

const digestOf = (commands: readonly PlannedCommand[]): string => {
  const hash = createHash('sha256')
  for (const command of commands) hash.update(JSON.stringify(command))
  return hash.digest('hex')
}

describe('the plan of the county year', () => {
  test('is the same in every run, and on every machine', () => {
    expect(digestOf(planCountyYear(COUNTY_YEAR_SEED))).toBe(digestOf(plan))
    // Commands are known by name and index alone. Commands under a new name are added to ledgers that exist; whatever
    // changes those that were there makes existing ledgers another county.
    expect(digestOf(plan)).toMatchInlineSnapshot(`"31016aa4f1e3417db821e861c2aa9d84862151e55d29143f96fe00aa0ae8a431"`)
  })

  test('another seed gives another county', () => {
    expect(digestOf(planCountyYear('procurement-ledger/county-year/other'))).not.toBe(digestOf(plan))
  })

  test('is in the order in which the ledger learns of it, from its first day on', () => {
    const times = plan.map(({ recordedAtMs }) => recordedAtMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBe(LEDGER_OPENS_MS)
  })

  test('names every command once, and none holds more than a command may', () => {
    expect(new Set(plan.map(({ commandId }) => commandId)).size).toBe(plan.length)
    expect(Math.max(...plan.map(({ facts }) => facts.length))).toBeLessThanOrEqual(MAX_FACTS)
    expect(Math.min(...plan.map(({ facts }) => facts.length))).toBeGreaterThan(0)
  })

  test('has a size that a demo bears', () => {
    const { all, byProject } = new PlanFacts(plan)
    expect(all.length).toBeGreaterThan(25_000)
    expect(all.length).toBeLessThan(60_000)
    expect(byProject.size).toBeGreaterThan(500)
  })

  test('a retender begins after the tender before it failed, and each names the other', () => {
    const { byProject } = new PlanFacts(plan)
    const retenders = [...byProject.values()].filter(({ registered }) => registered.retenderOf !== undefined)
    expect(retenders.length).toBeGreaterThan(10)
    for (const again of retenders) {
      const failed = byProject.get(again.registered.retenderOf ?? '')?.first('TenderFailed')
      expect(failed?.data.retenderAs).toBe(again.projectId)
      expect(again.all[0]?.occurredMs).toBeGreaterThan(failed?.occurredMs ?? Number.POSITIVE_INFINITY)
    }
  })
})
