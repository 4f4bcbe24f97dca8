import { dateOfDay, dayNumber } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES, type Engine } from '../testing/engines.ts'
import type { Told } from '../testing/invented.ts'
import { NAIVE_FIGURES, type Naive } from '../testing/naive-figures.ts'
import { naiveRows } from '../testing/naive-rows.ts'
import { type RandomAppend, randomLog } from '../testing/random-log.ts'
import { appender } from '../testing/tables.ts'
import { STATISTICS } from './definitions.ts'
import { figure } from './figure.ts'
import { statisticQuery } from './statistic-query.ts'

/** The whole way, from events through follower, read models and engine, against loops over the same events. */

const RUNS = { SQLite: 120, PostgreSQL: 15 }

/** Within the days of random histories, and some around them. */
const day = fc.integer({ min: dayNumber('2022-12-15' as never), max: dayNumber('2023-08-15' as never) })

const asked = fc.record({
  days: fc.tuple(day, day).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  net: fc.boolean(),
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  lodgedBefore: day,
})

test.each(ENGINES)(
  'every statistic and variant is what loops over the events find, on $name',
  async (engine) => {
    await fc.assert(
      fc.asyncProperty(randomLog, asked, async (log, { days, net, currency, lodgedBefore }) => {
        await using models = await followed(engine, log)
        const rows = naiveRows(streamsOf(log))
        for (const definition of STATISTICS)
          for (const variant of definition.variants?.map(({ name }) => name) ?? [undefined]) {
            const has = (option: string) => definition.options.some((one) => one === option)
            const query = statisticQuery(definition).parse({
              ...{ from: dateOfDay(days.from), to: dateOfDay(days.to) },
              ...(variant !== undefined && { variant }),
              ...(has('net') && { net: String(net) }),
              ...(has('currency') && { currency }),
              ...(has('lodgedBefore') && { lodgedBefore: dateOfDay(lodgedBefore) }),
            })
            const expected = (NAIVE_FIGURES.get(definition.id) as Naive)(rows, {
              ...{ ...days, judgedOn: days.to, net, currency, lodgedBefore },
              measure: `${definition.id}/${variant}`,
            })
            expect([definition.id, variant, (await figure(models, definition, query)).total]).toEqual([
              ...[definition.id, variant, expected],
            ])
          }
      }),
      { numRuns: RUNS[engine.name] },
    )
  },
  300_000,
)

async function followed(engine: Engine, log: readonly RandomAppend[]) {
  const store = memory()
  const append = appender(store)
  for (const { stream, facts } of log) await append(stream, facts)
  const models = await engine.open(engine.ownPlace(), [procurementReadModels])
  const follower = follow({ store, models })
  expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
  await follower.stop()
  await store.close()
  return models
}

function streamsOf(log: readonly RandomAppend[]): ReadonlyMap<string, readonly Told[]> {
  const streams = new Map<string, Told[]>()
  for (const { stream, facts } of log) streams.set(stream, [...(streams.get(stream) ?? []), ...facts])
  return streams
}
