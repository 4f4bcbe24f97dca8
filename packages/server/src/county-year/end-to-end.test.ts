import { type EventStore, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
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
  type StatisticDescription,
  statisticOf,
  statisticQuery,
} from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { exampleClock } from './example-clock.ts'
import { recordCountyYear } from './record.ts'
import { checkFigures, renderVerdicts } from './verdicts.ts'

const FOLLOW_MS = 60_000

/** Fifty thousand facts, also on a machine that is busy with other things. */
const MOST_MS = 180_000

const OPENED = {
  SQLite: () => openReadModels(':memory:', [procurementReadModels]),
  PostgreSQL: () => openPostgresReadModels(inject('postgresUrl'), [procurementReadModels]),
}
type EngineName = keyof typeof OPENED
const ENGINES = Object.keys(OPENED) as EngineName[]

let store: EventStore
const opened = new Map<EngineName, ReadModels>()
const modelsOf = (engine: EngineName): ReadModels => opened.get(engine) ?? expect.fail(`${engine} was not opened`)

beforeAll(async () => {
  const clock = exampleClock()
  store = memory()
  const ledger = await openLedger({ store, sources: { now: clock.now } })
  await recordCountyYear(ledger, clock)
  for (const engine of ENGINES) {
    const models = await OPENED[engine]()
    opened.set(engine, models)
    const follower = follow({ store, models })
    expect(await follower.waitFor(await store.head(), FOLLOW_MS)).toBe(true)
    await follower.stop()
  }
  return async () => {
    for (const models of opened.values()) await models.close()
    await ledger.close()
  }
}, MOST_MS)

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
    const rows = await same((models) => models.query(`select * from "${name}" order by "projectId", "key"`))
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
    for (const query of [{ limit: '1000' }, { state: 'held' }, { state: 'released,forfeited', limit: '500' }])
      await same((models) => listBonds(models, BondsQuery.parse(query)))
  })
})

/** Each variant in total, with every group alone, with groups of two, net, and beside the year before. */
function queriesOf({ variants = [], options, groupBy }: StatisticDescription): object[] {
  const period = { from: '2023-01-01', to: '2023-11-30' }
  const lodgedBefore = options.includes('lodgedBefore') ? { lodgedBefore: '2023-06-01' } : {}
  const groups = [...groupBy, ...(groupBy.includes('category') ? ['category,month', 'quarter,venue,regime'] : [])]
  return (variants.length === 0 ? [{}] : variants.map(({ name }) => ({ variant: name }))).flatMap((variant) => [
    { ...variant, ...lodgedBefore },
    { ...variant, ...lodgedBefore, ...period, compare: 'previous-year' },
    ...(options.includes('net') ? [{ ...variant, ...period, net: 'true' }] : []),
    ...groups.map((group) => ({ ...variant, ...lodgedBefore, ...period, groupBy: group })),
  ])
}
