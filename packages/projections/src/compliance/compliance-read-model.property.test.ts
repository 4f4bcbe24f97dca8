import {
  addDays,
  dateOfDay,
  dayNumber,
  lifecycle,
  NO_STREAM,
  type ProjectEventType,
  projectStream,
  type StoredEvent,
} from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import {
  cnGpl,
  cnNingbo,
  cnPuyang,
  cnTbl,
  judge,
  type RuleResult,
  ruleSetting,
  standingFacts,
} from '@procurement-ledger/core/rules'
import { sampleOf } from '@procurement-ledger/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { ENGINES, type Engine } from '../testing/engines.ts'
import { sealed, type Told } from '../testing/invented.ts'
import { complianceReadModel } from './compliance-read-model.ts'
import { ComplianceListQuery, listCompliance } from './list-compliance.ts'

/**
 * Nobody refuses these histories, so they hold what a lawful ledger never would. The seed is printed with the name.
 */
const seen = new Set<string>()
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const setting = ruleSetting({ packs: [cnTbl, cnGpl, cnNingbo, cnPuyang], severities: { R14: 'block' } })

const ACTS = ['EventCorrected', 'EventAnnulled', 'PersonalDataErased']
const types = (Object.keys(lifecycle) as ProjectEventType[]).filter(
  (type) => lifecycle[type].from !== 'none' && !ACTS.includes(type),
)
const samples = new Map(types.map((type) => [type, sampleOf(type) as object]))
const registration = sampleOf('ProjectRegistered') as object

const DAY_MS = 86_400_000
const FIRST = dayNumber('2023-01-01' as never)
const moment = fc
  .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: DAY_MS - 1 }))
  .map(([day, ms]) => (FIRST + day) * DAY_MS + ms)
const begun = fc
  .tuple(fc.constantFrom('TBL', 'GPL', 'other'), fc.constantFrom('openTender', 'negotiation', 'singleSource'))
  .map(
    ([regime, procedure]): Told => ({
      type: 'ProjectRegistered',
      data: { ...registration, regime, procedure },
      occurredMs: FIRST * DAY_MS,
    }),
  )
const fact = fc
  .tuple(fc.constantFrom(...types), moment)
  .map(([type, occurredMs]): Told => ({ type, data: samples.get(type) as object, occurredMs }))

/** What was told, and now and then a correction or an annulment of it. */
const history = fc
  .tuple(begun, fc.array(fc.tuple(fact, fc.nat({ max: 9 }), fc.nat(), moment), { maxLength: 40 }))
  .map(([first, rest]) => {
    const told: Told[] = [first]
    for (const [one, kind, pick, occurredMs] of rest) {
      const target = pick % told.length
      const aimed = told[target] as Told
      if (kind === 0 && target > 0) told.push({ type: 'EventAnnulled', target, data: {}, occurredMs })
      else if (kind === 1 && !ACTS.includes(aimed.type))
        told.push({
          ...{ type: 'EventCorrected', target, occurredMs },
          data: { data: aimed.data, occurredAt: new Date(occurredMs).toISOString(), reason: 'invented' },
        })
      else told.push(one)
    }
    return told
  })

const parsed = ({ eventId, type, occurredMs, recordedMs, data }: StoredEvent) => ({
  ...{ eventId, type, occurredMs, recordedMs },
  data: JSON.parse(data) as object,
})

const inOrder = <Result extends RuleResult>(results: readonly Result[]) =>
  results.filter(({ state }) => state !== 'notApplicable').toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
const keyOf = ({ rule, subject: { kind, id } }: RuleResult): string => `${rule}/${kind}/${id}`

async function assertListed(engine: Engine, histories: readonly (readonly Told[])[], later: number, batch: number) {
  const store = memory()
  const models = await engine.open(engine.ownPlace(), [complianceReadModel(setting)])
  const follower = follow({ store, models, maxBatchEvents: batch, maxCachedEvents: 20 })
  for (const [n, told] of histories.entries()) {
    const stream = projectStream(`P-${n}`)
    const events = sealed(stream, told)
    const half = Math.ceil(events.length / 2)
    await store.append(stream, NO_STREAM, events.slice(0, half))
    expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
    if (half < events.length) await store.append(stream, half - 1, events.slice(half))
  }
  expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
  await follower.stop()

  for (const n of histories.keys()) {
    const projectId = `P-${n}`
    const events = (await Array.fromAsync(store.readStream(projectStream(projectId)))).flat()
    const facts = standingFacts(projectId, events.map(parsed))
    const last = Math.max(
      ...(
        await models.query<{ fromOn: number }>('select "fromOn" from "judged_projects" where "projectId" = ?', [
          projectId,
        ])
      ).map(({ fromOn }) => fromOn),
    )
    const on = addDays(dateOfDay(last), later)
    const listed = await everyPage(on)
    for (const { state } of listed) seen.add(state)
    const own = listed.filter((result) => result.projectId === projectId).map(({ projectId: _of, ...result }) => result)
    expect(inOrder(own)).toEqual(inOrder(judge(facts, { ...setting, on }).results))
  }
  await models.close()
  await store.close()

  async function everyPage(on: string) {
    const items: Awaited<ReturnType<typeof listCompliance>>['items'][number][] = []
    for (let after: string | undefined, isMore = true; isMore; ) {
      const query = ComplianceListQuery.parse({ on, limit: '7', ...(after !== undefined && { after }) })
      const page = await listCompliance(models, query, { rules: setting, nowMs: 0 })
      items.push(...page.items)
      after = page.next
      isMore = after !== undefined
    }
    return items
  }
}

/** Making tables takes longer than folding so short a log; where that is slow, fewer logs are tried. */
const RUNS = { SQLite: 60, PostgreSQL: 8 }

describe.each(ENGINES)('with read models on $name', (engine) => {
  test(`what is listed on a day is what the judge says of what stands (seed ${SEED})`, {
    timeout: 120_000,
  }, async () => {
    const input = fc.tuple(
      fc.array(history, { minLength: 1, maxLength: 3 }),
      fc.nat({ max: 900 }),
      fc.constantFrom(1, 3, 1_000),
    )
    await fc.assert(
      fc.asyncProperty(input, ([histories, later, batch]) => assertListed(engine, histories, later, batch)),
      { seed: SEED, numRuns: RUNS[engine.name] },
    )
    expect([...seen].toSorted()).toEqual(['pass', 'pending', 'violated'])
  })
})
