import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  archiveLine,
  type EventStore,
  type Money,
  openLedger,
  projectStream,
  restoreArchive,
  toMinor,
} from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sha256 } from '@procurement-ledger/core/notary'
import { postgres } from '@procurement-ledger/core/postgres'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { rootOf } from '@procurement-ledger/core/verify'
import {
  BondsQuery,
  describeStatistics,
  figure,
  follow,
  listBonds,
  listProjects,
  ProjectsQuery,
  population,
  populationQuery,
  procurementReadModels,
  type ReadModels,
  statisticOf,
  statisticQuery,
} from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { exampleClock } from './example-clock.ts'
import { EARLIER_HISTORIC_BEFORE, HISTORIC_BEFORE } from './historic.ts'
import { recordCountyYear } from './record.ts'
import { queriesOf } from './testing/queries.ts'
import { checkFigures, renderVerdicts } from './verdicts.ts'

const FOLLOW_MS = 60_000

/** Fifty thousand facts, also on a machine that is busy with other things. */
const MOST_MS = 300_000

const folder = mkdtempSync(join(tmpdir(), 'ledger-county-'))

const inSchema = (schema: string): string => {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', schema)
  return url.href
}

/** The whole of it on one engine: the log, and the read models that follow it there. */
const OPENED = {
  SQLite: {
    store: () => sqlite(join(folder, 'ledger.db')),
    models: () => openReadModels(':memory:', [procurementReadModels]),
  },
  PostgreSQL: {
    store: () => postgres(inSchema('county_year')),
    models: () => openPostgresReadModels(inSchema('county_year_models'), [procurementReadModels]),
  },
}
type EngineName = keyof typeof OPENED
const ENGINES = Object.keys(OPENED) as EngineName[]

const recorded = memory()
const stores = new Map<EngineName, EventStore>()
const opened = new Map<EngineName, ReadModels>()
const modelsOf = (engine: EngineName): ReadModels => opened.get(engine) ?? expect.fail(`${engine} was not opened`)

beforeAll(async () => {
  const clock = exampleClock()
  const ledger = await openLedger({ store: recorded, sources: { now: clock.now } })
  await recordCountyYear(ledger, clock)
  const lines = (await Array.fromAsync(recorded.readLog())).flat().map(archiveLine)
  for (const engine of ENGINES) {
    const [store, models] = [await OPENED[engine].store(), await OPENED[engine].models()]
    stores.set(engine, store)
    opened.set(engine, models)
    await restoreArchive(store, () => lines)
    const follower = follow({ store, models })
    expect(await follower.waitFor(await store.head(), FOLLOW_MS)).toBe(true)
    await follower.stop()
  }
  return async () => {
    for (const models of opened.values()) await models.close()
    for (const store of stores.values()) await store.close()
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, MOST_MS)

test.each(ENGINES)(
  'the county year has the same leaves and the same root as it was recorded with: %s',
  async (engine) => {
    const hashesOf = async (store: EventStore): Promise<readonly Uint8Array[]> =>
      (await Array.fromAsync(store.readLeaves())).flat().map(({ leafHash }) => new Uint8Array(leafHash))
    const [expected, found] = [await hashesOf(recorded), await hashesOf(stores.get(engine) as EventStore)]
    expect(found.length).toBeGreaterThan(10_000)
    expect(found).toEqual(expected)
    expect(rootOf(sha256, found)).toEqual(rootOf(sha256, expected))
  },
  MOST_MS,
)

test.each(ENGINES)(
  'the two published readings of historic bonds differ by releases whose events are told: %s',
  async (engine) => {
    const models = modelsOf(engine)
    const definition = statisticOf('historic-bonds') ?? expect.fail('it is no statistic')
    const reading = async (lodgedBefore: string) => {
      const query = { from: '2023-01-01', to: '2023-11-30', lodgedBefore }
      const { items } = await population(models, definition, populationQuery(definition).parse(query))
      return { total: (await ask(models, 'historic-bonds', query)).total, items }
    }
    const [all, earlier] = [await reading(HISTORIC_BEFORE), await reading(EARLIER_HISTORIC_BEFORE)]
    const between = all.items.filter((item) => !earlier.items.some(({ end }) => end?.eventId === item.end?.eventId))
    expect(between).toHaveLength(all.items.length - earlier.items.length)
    const fen = (items: typeof between) => items.reduce((sum, { value }) => sum + toMinor(value as Money), 0n)
    expect(fen(between)).toBe(toMinor(all.total.sum as Money) - toMinor(earlier.total.sum as Money))
    for (const { projectId = '', subject: bondId, start, end } of between) {
      const events = (
        await Array.fromAsync((stores.get(engine) as EventStore).readStream(projectStream(projectId)))
      ).flat()
      const told = [start, end].map((one) => events.find(({ eventId }) => eventId === one?.eventId))
      expect(told.map((event) => event?.type)).toEqual(['BidBondLodged', 'BondReleased'])
      expect(told.map((event) => JSON.parse(event?.data ?? '{}').bondId)).toEqual([bondId, bondId])
      const lodgedOn = start?.occurredAt.slice(0, 10) ?? ''
      expect(lodgedOn >= EARLIER_HISTORIC_BEFORE && lodgedOn < HISTORIC_BEFORE).toBe(true)
    }
  },
  MOST_MS,
)

const ask = async (models: ReadModels, id: string, query: object) => {
  const definition = statisticOf(id) ?? expect.fail(`${id} is no statistic`)
  return figure(models, definition, statisticQuery(definition).parse(query))
}

test.each(ENGINES)(
  'the county year is recorded, followed and measured, and every published figure comes back digit for digit: %s',
  async (engine) => {
    const verdicts = await checkFigures((id, query) => ask(modelsOf(engine), id, query))
    const differing = verdicts.filter(({ isSame }) => !isSame)
    expect(differing.map(({ figure: { label, published }, replayed }) => ({ label, published, replayed }))).toEqual([])
    expect(renderVerdicts(verdicts)).toContain(`${verdicts.length} of ${verdicts.length} published figures`)
  },
  MOST_MS,
)

describe('both engines hold and answer the same', { timeout: MOST_MS }, () => {
  /** Asks both in the same words, and answers what both answer. */
  async function same<T>(question: (models: ReadModels) => Promise<T>): Promise<T> {
    const [one, other] = await Promise.all(ENGINES.map((engine) => question(modelsOf(engine))))
    expect(other).toEqual(one)
    return one as T
  }

  test.each(procurementReadModels.tables.map(({ name }) => name))('row for row: %s', async (name) => {
    const rows = await same((models) => models.query(`select * from "${name}" order by 1, 2`))
    expect(rows.length).toBeGreaterThan(0)
  })

  test.each(describeStatistics())('value for value, with every variant and group: $id', async (statistic) => {
    for (const query of queriesOf(statistic)) {
      const { total } = await same((models) => ask(models, statistic.id, query))
      expect(Object.keys(total).length).toBeGreaterThan(0)
    }
    const definition = statisticOf(statistic.id) ?? expect.fail(statistic.id)
    const lodgedBefore = statistic.options.includes('lodgedBefore') ? { lodgedBefore: '2023-06-01' } : {}
    for (let after: string | undefined; ; ) {
      const query = populationQuery(definition).parse({ ...lodgedBefore, limit: '1000', ...(after && { after }) })
      const { next } = await same((models) => population(models, definition, query))
      if (next === undefined) break
      after = next
    }
  })

  test('in a few hundred figures', () => {
    expect(describeStatistics().flatMap(queriesOf).length).toBeGreaterThan(250)
  })

  test('item for item, in lists', async () => {
    for (const query of [{ limit: '1000' }, { text: 'road' }, { category: 'works', limit: '7' }, { phase: 'awarded' }])
      await same((models) => listProjects(models, ProjectsQuery.parse(query)))
    for (const query of [
      { limit: '1000' },
      { state: 'held' },
      { state: 'released,forfeited', limit: '500' },
      { state: 'overdue', limit: '1000' },
    ])
      await same((models) => listBonds(models, BondsQuery.parse(query), Date.parse('2024-01-01T00:00:00Z')))
  })
})
