import type { ReadLog } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { expect, test } from 'vitest'
import { openCuts } from '../cuts/cuts.ts'
import type { FactSource } from '../follower/fact-source.ts'
import { openReadModels } from '../sqlite/index.ts'
import type { Definition } from '../statistics/definition.ts'
import { statisticOf } from '../statistics/definitions.ts'
import { differenceQuery } from '../statistics/statistic-query.ts'
import { awarded, imported } from '../testing/project-facts.ts'
import { appender } from '../testing/tables.ts'
import { difference } from './difference.ts'

const PROJECTS = 40

test('between two moments only that part of the log is read in which they can differ', async () => {
  const store = memory()
  const append = appender(store)
  const first = Date.parse('2023-03-01T04:00:00Z')
  const hour = (n: number) => first + n * 3_600_000
  for (let n = 0; n < PROJECTS; n++) {
    // The clock of whoever recorded the twentieth was ten hours slow.
    const recordedMs = hour(n === 20 ? 10 : n)
    await append(
      `project-P-${n}`,
      [imported('2023-03-01'), awarded('2023-03-01')].map((fact) => ({ ...fact, recordedMs })),
    )
  }
  await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })
  const asked: ReadLog[] = []
  const read: bigint[] = []
  const log: FactSource = {
    async *readFacts(options: ReadLog = {}) {
      asked.push(options)
      for await (const page of store.readFacts(options)) {
        read.push(...page.map(({ position }) => position))
        yield page
      }
    },
    readStream: (stream, options) => store.readStream(stream, options),
  }
  const turnover = statisticOf('turnover') as Definition
  const between = async (a: number, b: number) => {
    const [from, to] = [a, b].map((n) => new Date(hour(n)).toISOString())
    const query = differenceQuery(turnover).parse({ a: from, b: to })
    const { items } = await difference({ cuts, log }, turnover, query)
    return items.map(({ projectId, change }) => `${change} ${projectId}`)
  }

  expect(await between(30, 32)).toEqual(['came P-31', 'came P-32'])
  expect(asked.map(({ after }) => after)).toEqual([62n])
  expect(await between(12, 9)).toEqual(['went P-10', 'went P-11', 'went P-12', 'went P-20'])
  expect(asked.map(({ after }) => after)).toEqual([62n, 20n])
  read.length = 0
  expect(await between(8, 8)).toEqual([])
  expect(await between(100, 200)).toEqual([])
  expect(read).toEqual([])
  await store.close()
})
