import {
  addDays,
  type CalendarDate,
  dateIn,
  dayNumber,
  type Instant,
  lifecycle,
  NO_STREAM,
  type ProjectEventType,
  projectStream,
  type StoredEvent,
  utcMillis,
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
import { type CutParameters, cutOf, EVERYTHING, holdsFact } from '../cuts/cut.ts'
import { openCuts } from '../cuts/cuts.ts'
import { follow } from '../follower/follow.ts'
import { openReadModels } from '../sqlite/index.ts'
import { ENGINES, type Engine } from '../testing/engines.ts'
import { sealed, type Told } from '../testing/invented.ts'
import { placeInLog } from '../testing/random-moments.ts'
import { complianceReadModel } from './compliance-read-model.ts'
import { ComplianceListQuery, type ListedResult, listCompliance } from './list-compliance.ts'
import { type ReadKnown, readCompliance } from './read-compliance.ts'

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
    return recordedInOrder(told)
  })

/** recordedAt never falls inside a stream. */
function recordedInOrder(told: readonly Told[]): readonly Told[] {
  let recordedMs = Number.NEGATIVE_INFINITY
  return told.map((fact) => {
    recordedMs = Math.max(recordedMs, fact.occurredMs)
    return { ...fact, recordedMs }
  })
}

/** A place of the log, or the moment at which it was recorded. */
const cuts = fc.record({ place: placeInLog, by: fc.constantFrom('asOf', 'atPosition') })

const parsed = ({ eventId, type, occurredMs, recordedMs, data }: StoredEvent) => ({
  ...{ eventId, type, occurredMs, recordedMs },
  data: JSON.parse(data) as object,
})

const inOrder = <Result extends RuleResult>(results: readonly Result[]) =>
  results.filter(({ state }) => state !== 'notApplicable').toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
const keyOf = ({ rule, subject: { kind, id } }: RuleResult): string => `${rule}/${kind}/${id}`

interface Asked {
  readonly histories: readonly (readonly Told[])[]
  /** Days behind the last fact of the project that is looked at; before it where they are negative. */
  readonly days: readonly number[]
  readonly batch: number
  readonly cut: { readonly place: number; readonly by: 'asOf' | 'atPosition' }
}

async function assertListed(engine: Engine, { histories, days, batch, cut }: Asked) {
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

  await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })
  const known: ReadKnown = ({ cut, needs }, read) =>
    cut === undefined ? read(models) : cuts.read({ cut, needs }, (some) => read(some))
  const log = (await Array.fromAsync(store.readLog())).flat()
  const at = log[Math.floor(cut.place * (log.length - 1))]
  const parameters: CutParameters =
    cut.by === 'asOf' ? { asOf: utcMillis(at?.recordedMs ?? 0) as Instant } : { atPosition: String(at?.position ?? 0n) }
  for (const n of histories.keys())
    for (const later of days) for (const asked of [{}, parameters]) await assertOf(`P-${n}`, later, asked)
  await models.close()
  await store.close()

  async function assertOf(projectId: string, later: number, parameters: CutParameters) {
    const known = cutOf(parameters)
    const events = log.filter((event) => event.stream === projectStream(projectId))
    const last = Math.max(...events.map(({ occurredMs }) => occurredMs))
    const on = addDays(dateIn('Asia/Shanghai', last), later)
    const held = events.filter((event) => holdsFact(known ?? EVERYTHING, event))
    const facts = standingFacts(projectId, held.map(parsed))
    const listed = await everyPage(on, parameters)
    for (const { state } of listed) seen.add(state)
    if (listed.length > 0)
      seen.add(`${later < 0 ? 'an earlier day' : 'a day'}${known === undefined ? '' : ' as known'}`)
    const own = listed.filter((result) => result.projectId === projectId).map(({ projectId: _of, ...result }) => result)
    const results = facts.length === 0 ? [] : judge(facts, { ...setting, on }).results
    expect(inOrder(own)).toEqual(inOrder(results))
  }

  async function everyPage(on: CalendarDate, parameters: CutParameters) {
    const items: ListedResult[] = []
    for (let after: string | undefined, isMore = true; isMore; ) {
      const asked = { on, ...parameters, limit: '7', ...(after !== undefined && { after }) }
      const query = ComplianceListQuery.parse(asked)
      const page = await readCompliance(known, { query, rules: setting, nowMs: 0 }, (some, on) =>
        listCompliance(some, query, { on, rules: setting }),
      )
      items.push(...page.items)
      after = page.next
      isMore = after !== undefined
    }
    return items
  }
}

const before = fc.integer({ min: -300, max: -1 })

/** Making tables takes longer than folding so short a log; where that is slow, fewer logs are tried. */
const RUNS = { SQLite: 60, PostgreSQL: 8 }

describe.each(ENGINES)('with read models on $name', (engine) => {
  test(`what is listed on a day, now or as of a cut, is what the judge says of what stands (seed ${SEED})`, {
    timeout: 120_000,
  }, async () => {
    const input = fc.record({
      histories: fc.array(history, { minLength: 1, maxLength: 3 }),
      days: fc.tuple(before, before, fc.nat({ max: 60 }), fc.nat({ max: 900 })),
      batch: fc.constantFrom(1, 3, 1_000),
      cut: cuts,
    })
    await fc.assert(
      fc.asyncProperty(input, (asked) => assertListed(engine, asked)),
      { seed: SEED, numRuns: RUNS[engine.name] },
    )
    const days = ['a day', 'a day as known', 'an earlier day', 'an earlier day as known']
    expect([...seen].toSorted()).toEqual([...days, 'pass', 'pending', 'violated'])
  })
})
