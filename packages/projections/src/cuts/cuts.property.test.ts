import { type CalendarDate, utcMillis } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { bondBalance } from '../lists/bond-balance.ts'
import { listBonds } from '../lists/bonds.ts'
import { BalanceQuery, BondsQuery, ProjectsQuery, ProposalsQuery } from '../lists/list-queries.ts'
import { listProjects } from '../lists/projects.ts'
import { releaseProposals } from '../lists/release-proposals.ts'
import type { Snapshots } from '../queryable.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { openReadModels } from '../sqlite/index.ts'
import type { Definition } from '../statistics/definition.ts'
import { STATISTICS } from '../statistics/definitions.ts'
import { exclusions } from '../statistics/exclusions.ts'
import { figure } from '../statistics/figure.ts'
import { population } from '../statistics/population.ts'
import { exclusionsQuery, populationQuery, statisticQuery } from '../statistics/statistic-query.ts'
import { inventedId, on, type Told } from '../testing/invented.ts'
import { randomLog } from '../testing/random-log.ts'
import { placeInLog } from '../testing/random-moments.ts'
import { allRows, appender } from '../testing/tables.ts'
import { cutOf, type LogCut } from './cut.ts'
import { openCuts } from './cuts.ts'
import {
  NEEDS_OF_BALANCE,
  NEEDS_OF_BONDS,
  NEEDS_OF_PROJECTS,
  NEEDS_OF_PROPOSALS,
  type Needs,
  needsOfStatistic,
} from './needs.ts'

/** What a cut answers is what a ledger answers that never held anything else. */

const RUNS = 60

interface Recorded {
  readonly stream: string
  readonly fact: Told & { readonly recordedMs: number }
}

/** One event an append. recordedAt never falls in a stream, and does across streams. */
const recorded = randomLog.map((appends): readonly Recorded[] => {
  const clocks = new Map<string, number>()
  return appends.flatMap(({ stream, facts }) =>
    facts.map((fact) => {
      const recordedMs = Math.max(clocks.get(stream) ?? 0, fact.recordedMs ?? fact.occurredMs)
      clocks.set(stream, recordedMs)
      return { stream, fact: { ...fact, recordedMs } }
    }),
  )
})

const asked = fc.record({
  log: recorded,
  place: placeInLog,
  isByMoment: fc.boolean(),
  /** The log as it is when the cut is asked for first. */
  early: placeInLog,
  to: fc.constantFrom('2023-02-28', '2023-05-31', '2023-12-31'),
})

const ALL: Needs = { tables: procurementReadModels.tables.map(({ name }) => name), isStateRead: true }

const TODAY_MS = on('2023-07-01')
const WORLD = { nowMs: TODAY_MS, rates: [{ from: '2020-01-01' as CalendarDate, percent: '0.35' }] }

async function recordedIn(events: readonly Recorded[]) {
  const store = memory()
  const append = appender(store)
  for (const { stream, fact } of events) await append(stream, [fact])
  return { store, append }
}

async function followed(events: readonly Recorded[]) {
  const { store } = await recordedIn(events)
  const models = await openReadModels(':memory:', [procurementReadModels])
  const follower = follow({ store, models })
  expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
  await follower.stop()
  await store.close()
  return models
}

/** The last of the log that the cut holds lies elsewhere in a log of its own. */
const withoutPosition = (rows: unknown): unknown =>
  JSON.parse(JSON.stringify(rows, (key, value) => (key === 'position' ? undefined : bigText(value))))
const bigText = (value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)

async function answersOf(models: Snapshots, definition: Definition, to: string): Promise<unknown> {
  const parameters = {
    to,
    ...(definition.options.includes('lodgedBefore') && { lodgedBefore: '2023-06-01' }),
  }
  const groupBy = definition.groupBy.includes('type') ? 'type' : 'category,month'
  const told = await figure(models, definition, statisticQuery(definition).parse({ ...parameters, groupBy }))
  const rows = await population(models, definition, populationQuery(definition).parse({ ...parameters, limit: '1000' }))
  const left = await exclusions(models, definition, exclusionsQuery(definition).parse({ ...parameters, limit: '1000' }))
  return withoutPosition({ told, rows, left })
}

test('rows, figures, populations and lists as of a cut are those of a ledger that ends there', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async ({ log, place, isByMoment, early, to }) => {
      const at = Math.floor(place * log.length)
      const asOfMs = (log[at] ?? log[0])?.fact.recordedMs ?? 0
      const cut: LogCut = isByMoment ? { asOfMs } : { atPosition: BigInt(at) }
      const known = log.filter(({ fact }, i) => (isByMoment ? fact.recordedMs <= asOfMs : i < at))
      await using models = await followed(known)

      // By position the log must reach it; by moment it may grow between one question and the next.
      const first = isByMoment ? Math.floor(early * log.length) : log.length
      const { store, append } = await recordedIn(log.slice(0, first))
      await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })
      await cuts.read({ cut, needs: ALL }, async () => {})
      for (const { stream, fact } of log.slice(first)) await append(stream, [fact])

      const rows = await cuts.read({ cut, needs: ALL }, (some) => allRows(some, [procurementReadModels]))
      expect(withoutPosition(rows)).toEqual(withoutPosition(await allRows(models)))
      for (const definition of STATISTICS) {
        const needs = needsOfStatistic(definition, {})
        const answers = await cuts.read({ cut, needs }, (some) => answersOf(some, definition, to))
        expect(answers).toEqual(await answersOf(models, definition, to))
      }
      for (const [needs, list] of [
        [NEEDS_OF_PROJECTS, (some: Snapshots) => listProjects(some, ProjectsQuery.parse({}))],
        [NEEDS_OF_BONDS, (some: Snapshots) => listBonds(some, BondsQuery.parse({}), TODAY_MS)],
        [NEEDS_OF_BONDS, (some: Snapshots) => listBonds(some, BondsQuery.parse({ state: 'overdue' }), TODAY_MS)],
        [NEEDS_OF_BALANCE, (some: Snapshots) => bondBalance(some, BalanceQuery.parse({ groupBy: 'bidder', to }))],
        [NEEDS_OF_PROPOSALS, (some: Snapshots) => releaseProposals(some, ProposalsQuery.parse({}), WORLD)],
      ] as const) {
        const listed = await cuts.read<object>({ cut, needs }, list)
        expect(withoutPosition(listed)).toEqual(withoutPosition(await list(models)))
      }
      await store.close()
    }),
    { numRuns: RUNS },
  )
}, 180_000)

test('a cut tells where it ends: the last event that it holds', async () => {
  const event = (stream: string, hour: number): Recorded => ({
    stream,
    fact: { type: 'TypeNobodyKnowsYet', data: {}, occurredMs: 0, recordedMs: hour * 3_600_000 },
  })
  // The clock of whoever recorded the third was an hour slow.
  const { store } = await recordedIn([event('project-A', 1), event('project-B', 3), event('project-C', 2)])
  await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })
  const at = (parameters: object) =>
    cuts.read({ cut: cutOf(parameters) as LogCut, needs: ALL }, async (models) => {
      const rows = await models.query<{ eventId: string }>('select "eventId" from "lags" order by "projectId"')
      return [await models.position(), rows.map(({ eventId }) => eventId)]
    })
  const [a, b, c] = ['project-A', 'project-B', 'project-C'].map((stream) => inventedId(stream, 0))
  expect(await at({ asOf: utcMillis(3_600_000 * 2) })).toEqual([3n, [a, c]])
  expect(await at({ asOf: utcMillis(3_600_000) })).toEqual([1n, [a]])
  expect(await at({ atPosition: '2' })).toEqual([2n, [a, b]])
  expect(await at({ atPosition: '0' })).toEqual([0n, []])
  expect(await at({ asOf: utcMillis(0) })).toEqual([0n, []])
})
