import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventStore, type Fact, type Ledger, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { factOf, histories } from '@procurement-ledger/core/testing'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import type { Projection } from '../read-models/projection.ts'
import { openReadModels } from '../sqlite/index.ts'
import { STATISTICS } from '../statistics/definitions.ts'
import { figure } from '../statistics/figure.ts'
import { statisticQuery } from '../statistics/statistic-query.ts'
import { CANARY, PERSONAL_PLACES, personalHistory } from '../testing/personal-facts.ts'
import { allRows } from '../testing/tables.ts'
import { type FollowOptions, follow } from './follow.ts'

/**
 * Erasing everything personal of a random ledger changes no state, no row and no figure. FC_SEED repeats a run.
 */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

const folder = mkdtempSync(join(tmpdir(), 'ledger-erasure-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const newPath = () => join(folder, `${files++}.db`)

const projections = [procurementReadModels as Projection]
const FOLLOWING: Partial<FollowOptions>[] = [{}, { maxBatchEvents: 3, maxCachedEvents: 0 }]
const TIMEOUT_MS = 20_000

/** A registered project beside the imported ones. */
const lawful: readonly Fact[] = histories.completed().map(factOf)

async function record(ledger: Ledger, lives: readonly (readonly Fact[])[]): Promise<readonly string[]> {
  const projectIds = [lawful, ...lives].map((_facts, i) => `P-${i}`)
  // What has a wrong shape is left out: the coverage below says whether enough was right.
  for (const [i, facts] of [lawful, ...lives].entries())
    for (const fact of facts) await ledger.submit(projectIds[i] as string, fact)
  for (const projectId of projectIds) await correctPersonal(ledger, projectId)
  return projectIds
}

/** States what is personal of each fact once more, in a correction; what states nothing personal is refused. */
async function correctPersonal(ledger: Ledger, projectId: string): Promise<void> {
  for (const { eventId, data } of await Array.fromAsync(ledger.history(projectId))) {
    const correction = { target: eventId, data, reason: 'a name was misspelt' }
    const actor = { id: 'supervisor-3', role: 'supervisor' } as const
    await ledger.submit(projectId, {
      ...{ type: 'EventCorrected', occurredAt: '2023-11-01T09:00:00+08:00', data: correction, actor },
    })
  }
}

/** Erases all that there is, the names of those who erase among it: every erasure but the last states one. */
async function eraseAll(ledger: Ledger): Promise<number> {
  let erased = 0
  for (;;) {
    const events = (await Array.fromAsync(ledger.store.readLog())).flat()
    const left = events.filter(({ personal }) => personal !== undefined)
    if (left.length === 0) return erased
    for (const { eventId, stream, type } of left) {
      const data = { target: eventId, legalBasis: 'request', approvedBy: { id: 'supervisor-3', role: 'supervisor' } }
      const name = type === 'PersonalDataErased' ? {} : { name: `${CANARY} of the centre` }
      const actor = { id: 'centre-7', role: 'centre', ...name } as const
      const fact = { type: 'PersonalDataErased', occurredAt: '2023-12-01T09:00:00+08:00', data, actor }
      const { refused } = await ledger.record(stream.replace('project-', ''), fact)
      expect(refused).toBeUndefined()
      erased++
    }
  }
}

/** What the read models say, but for how far they were folded. */
async function tellingOf(models: ReadModels) {
  const tables = (await allRows(models)) as { readonly [table: string]: readonly object[] }
  const rows = Object.entries(tables).map(([table, all]) => [
    table,
    all.map((row) => (table === 'projects' ? { ...row, revision: 0, position: 0 } : row)),
  ])
  const figures: object[] = []
  for (const definition of STATISTICS)
    for (const variant of [undefined, ...(definition.variants ?? []).map(({ name }) => name)]) {
      const lodgedBefore = definition.options.includes('lodgedBefore') ? { lodgedBefore: '2023-06-01' } : {}
      const query = statisticQuery(definition).parse({ to: '2023-12-31', ...lodgedBefore, ...(variant && { variant }) })
      figures.push({ ...(await figure(models, definition, query)), position: '' })
    }
  return { rows, figures }
}

async function statesOf(ledger: Ledger, projectIds: readonly string[]) {
  const states = await Promise.all(projectIds.map((projectId) => ledger.project(projectId)))
  return states.map((state) => ({ ...state, revision: 0, position: '' }))
}

const printed = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? String(inner) : inner))

const places = new Set<string>()

async function assertNothingChanges(store: EventStore, lives: readonly (readonly Fact[])[], options: object) {
  await using ledger = await openLedger({ store })
  const [path, rebuiltPath] = [newPath(), newPath()]
  const models = await openReadModels(path, projections)
  const follower = follow({ store, models, ...options })
  const projectIds = await record(ledger, lives)
  expect(await follower.waitFor(await store.head(), TIMEOUT_MS)).toBe(true)
  for (const { personal = '{}' } of (await Array.fromAsync(store.readLog())).flat())
    for (const place of Object.keys(JSON.parse(personal))) places.add(place.replaceAll(/\/\d+/g, '/*'))

  const [states, telling] = [await statesOf(ledger, projectIds), await tellingOf(models)]
  await eraseAll(ledger)
  expect(await follower.waitFor(await store.head(), TIMEOUT_MS)).toBe(true)
  expect(await statesOf(ledger, projectIds)).toEqual(states)
  expect(await tellingOf(models)).toEqual(telling)

  await using rebuilt = await openReadModels(rebuiltPath, projections)
  const rebuilder = follow({ store, models: rebuilt })
  expect(await rebuilder.waitFor(await store.head(), TIMEOUT_MS)).toBe(true)
  expect(await tellingOf(rebuilt)).toEqual(telling)
  await Promise.all([follower.stop(), rebuilder.stop()])

  // No row ever held what is personal, nor does a column that nobody declared, nor what is searched.
  expect(printed([states, telling, await allRows(models)])).not.toContain(CANARY)
  await models.close()
  expect(readFileSync(path).includes(CANARY)).toBe(false)
  expect(printed(await Array.fromAsync(ledger.events({ live: false })))).not.toContain(CANARY)
}

describe(`erasing everything personal changes nothing else (seed ${SEED})`, () => {
  const lives = fc.array(personalHistory, { minLength: 1, maxLength: 3 })
  const run = (open: () => Promise<EventStore>, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(lives, fc.constantFrom(...FOLLOWING), async (facts, options) =>
        assertNothingChanges(await open(), facts, options),
      ),
      { seed: SEED, numRuns },
    )

  test('in memory', { timeout: 300_000 }, () => run(async () => memory(), 25))
  test('on SQLite', { timeout: 300_000 }, () => run(() => sqlite(newPath()), 6))

  test('every place of a personal value was there', () => {
    expect([...places].toSorted()).toEqual(PERSONAL_PLACES)
  })
})
