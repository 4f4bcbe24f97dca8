import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventStore, openLedger, subjectStream } from '@procurement-ledger/core'
import { eventStoreDb, sqliteVault } from '@procurement-ledger/core/eventstoredb'
import { memory } from '@procurement-ledger/core/memory'
import { sha256 } from '@procurement-ledger/core/notary'
import { postgres } from '@procurement-ledger/core/postgres'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { scriptedSources } from '@procurement-ledger/core/testing'
import { EsdbWireStandIn } from '@procurement-ledger/core/testing/esdb'
import { encodeBase64, rootOf } from '@procurement-ledger/core/verify'
import {
  describeStatistics,
  figure,
  follow,
  procurementReadModels,
  type ReadModels,
  statisticOf,
  statisticQuery,
} from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { exampleClock } from './example-clock.ts'
import { COUNTY_YEAR_SEED, type PlannedCommand, planCountyYear } from './plan.ts'
import { queriesOf } from './testing/queries.ts'

/**
 * Some projects of the county, and every enterprise and expert of whom something is recorded, recorded with clock, ids and salts that are given: every engine holds the same leaves under
 * the same root, and gives the same figures. That the whole county gives the published ones is asked for elsewhere.
 */
const EVERY_NTH_PROJECT = 40
/** All of them are asked of the whole county elsewhere. */
const EVERY_NTH_QUESTION = 3
const MOST_MS = 120_000
const FOLLOW_MS = 60_000

const folder = mkdtempSync(join(tmpdir(), 'ledger-county-engines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newSchema(): string {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `test_${randomBytes(8).toString('hex')}`)
  return url.href
}

let standIn: EsdbWireStandIn
beforeAll(async () => {
  standIn = await EsdbWireStandIn.start()
  return () => standIn.stop()
})

const STORES: readonly (readonly [name: string, open: () => Promise<EventStore>])[] = [
  ['in memory', async () => memory()],
  ['SQLite', () => sqlite(join(folder, 'ledger.db'))],
  ['PostgreSQL', () => postgres(newSchema())],
  [
    'EventStoreDB, on a stand-in for its wire',
    async () => eventStoreDb(standIn.url('county'), { vault: await sqliteVault(join(folder, 'county.keys.db')) }),
  ],
]

const MODELS: readonly (() => Promise<ReadModels>)[] = [
  () => openReadModels(':memory:', [procurementReadModels]),
  () => openPostgresReadModels(newSchema(), [procurementReadModels]),
]

function someProjects(): readonly PlannedCommand[] {
  const plan = planCountyYear(COUNTY_YEAR_SEED)
  const streams = [...new Set(plan.map(({ subject }) => subjectStream(subject)))]
  const chosen = new Set(streams.filter((stream, n) => n % EVERY_NTH_PROJECT === 0 || !stream.startsWith('project-')))
  return plan.filter(({ subject }) => chosen.has(subjectStream(subject)))
}

interface Told {
  readonly leaves: readonly string[]
  readonly root: string
  /** By question. What each engine of read models answers. */
  readonly figures: readonly ReadonlyMap<string, unknown>[]
}

/** One command after the other: salts are drawn in the order in which events are sealed. */
async function told(store: EventStore, plan: readonly PlannedCommand[]): Promise<Told> {
  const clock = exampleClock()
  await using ledger = await openLedger({ store, sources: { ...scriptedSources(), now: clock.now } })
  for (const { subject, facts, commandId, recordedAtMs } of plan) {
    clock.set(recordedAtMs)
    const outcome = await ledger.submit(subject, facts, { commandId })
    if (outcome.status !== 'recorded') expect.fail(`${subjectStream(subject)}: ${JSON.stringify(outcome)}`)
  }
  const hashes: Uint8Array[] = []
  for await (const page of store.readLeaves()) for (const { leafHash } of page) hashes.push(leafHash)
  return {
    leaves: hashes.map(encodeBase64),
    root: encodeBase64(rootOf(sha256, hashes)),
    figures: await Promise.all(MODELS.map(async (open) => figuresOf(store, await open()))),
  }
}

async function figuresOf(store: EventStore, models: ReadModels): Promise<ReadonlyMap<string, unknown>> {
  const follower = follow({ store, models })
  try {
    expect(await follower.waitFor(await store.head(), FOLLOW_MS)).toBe(true)
    const figures = new Map<string, unknown>()
    for (const statistic of describeStatistics())
      for (const [n, query] of queriesOf(statistic).entries()) {
        if (n % EVERY_NTH_QUESTION !== 0) continue
        const definition = statisticOf(statistic.id) ?? expect.fail(statistic.id)
        // A position is the engine's own.
        const { position: _, ...answer } = await figure(models, definition, statisticQuery(definition).parse(query))
        figures.set(`${statistic.id} ${JSON.stringify(query)}`, answer)
      }
    return figures
  } finally {
    await follower.stop()
    await models.close()
  }
}

test('every engine holds the same leaves under the same root, and both engines of read models the same figures', {
  timeout: MOST_MS,
}, async () => {
  const plan = someProjects()
  const [[, openFirst] = expect.fail(), ...others] = STORES
  const first = await told(await openFirst(), plan)
  const facts = plan.reduce((sum, { facts }) => sum + facts.length, 0)
  expect(first.leaves).toHaveLength(facts + 1)
  expect(new Set(first.leaves).size).toBe(facts + 1)
  const [figures = expect.fail()] = first.figures
  expect(figures.size).toBeGreaterThan(80)
  const answers = new Set([...figures.values()].map((answer) => JSON.stringify(answer)))
  expect(answers.size).toBeGreaterThan(50)

  for (const [name, open] of others) {
    const { leaves, root, figures } = await told(await open(), plan)
    expect(root, name).toBe(first.root)
    expect(leaves, name).toEqual(first.leaves)
    for (const answered of figures) expect(answered, name).toEqual(first.figures[0])
  }
  expect(first.figures[1]).toEqual(first.figures[0])
})
