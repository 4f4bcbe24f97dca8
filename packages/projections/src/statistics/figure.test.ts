import { type CalendarDate, dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import type { AwardRow, IntervalRow, ObjectionRow, ProjectRow, SessionRow } from '../read-models/rows.ts'
import { type LodgedBond, type MovedBond, type Rows, UNKNOWN } from '../testing/invented-rows.ts'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import type { Definition } from './definition.ts'
import { describeStatistics, STATISTICS, statisticOf } from './definitions.ts'
import { figure } from './figure.ts'
import { population } from './population.ts'
import { populationQuery, statisticQuery } from './statistic-query.ts'

const day = (date: string): number => dayNumber(date as CalendarDate)
const stamp = (date: string) => ({
  eventId: `event of ${date}`,
  occurredMs: day(date) * 86_400_000,
  occurredOn: day(date),
})
const cny = (amount: string) => ({ amount, currency: 'CNY' })

const asked = onEveryEngine()

const figureOf = async (rows: Partial<Rows>, id: string, query: object = {}) => {
  const definition = statisticOf(id) as Definition
  return asked(rows, (models) => figure(models, definition, statisticQuery(definition).parse(query)))
}

const populationOf = async (rows: Partial<Rows>, id: string, query: object = {}) => {
  const definition = statisticOf(id) as Definition
  return asked(rows, (models) => population(models, definition, populationQuery(definition).parse(query)))
}

let rowsMade = 0
const nextKey = () => ({ projectId: 'P-1', key: `row-${++rowsMade}` })

const interval = (start: string | null, end: string | null, own: Partial<IntervalRow> = {}): IntervalRow =>
  ({
    ...UNKNOWN,
    ...{
      ...nextKey(),
      measure: 'cycle-time/registered-to-award-notice',
      subject: '',
      suspendedDays: 0,
      droppedOn: null,
    },
    ...({
      startEvent: start && 'start',
      startMs: start && day(start) * 86_400_000,
      startOn: start && day(start),
    } as object),
    ...({ endEvent: end && 'end', endMs: end && day(end) * 86_400_000, endOn: end && day(end) } as object),
    ...own,
  }) as IntervalRow

const award = (date: string, own: Partial<AwardRow> = {}): AwardRow => ({
  ...UNKNOWN,
  ...{ ...nextKey(), ...stamp(date), supplier: 'S-1', currency: 'CNY', amountMinor: 100n },
  ...own,
})

const bond = (key: string, date: string, own: Partial<LodgedBond> = {}): LodgedBond => ({
  ...UNKNOWN,
  ...{
    projectId: 'P-1',
    key,
    bondKind: 'bid',
    form: 'cash',
    bidder: 'S-1',
    ...stamp(date),
    currency: 'CNY',
    amountMinor: 500n,
  },
  ...own,
})

const lodgedAt = (date: string) => ({ lodgedEvent: `lodged ${date}`, lodgedMs: 1, lodgedOn: day(date) })

const release = (bondId: string, date: string, own: Partial<MovedBond> = {}): MovedBond => ({
  ...UNKNOWN,
  ...{
    ...nextKey(),
    bondId,
    bondKind: 'bid',
    form: 'cash',
    movement: 'released',
    ...stamp(date),
    ...lodgedAt('2023-01-01'),
  },
  ...{ currency: 'CNY', amountMinor: 500n, interestMinor: 0n, automatic: 1, legalTriggerOn: null },
  takenMinor: own.amountMinor ?? 500n,
  ...own,
})

const objection = (raised: string, answered: string | null, own: Partial<ObjectionRow> = {}): ObjectionRow =>
  ({
    ...UNKNOWN,
    ...{ ...nextKey(), kind: 'objection', about: 'award', channel: 'online', ...stamp(raised), regime: 'TBL' },
    ...{
      answeredEvent: answered,
      answeredMs: answered && 0,
      answeredOn: answered && day(answered),
      upheld: answered && 0,
    },
    ...own,
  }) as ObjectionRow

const session = (projectId: string, sessionId: string, date: string, own: Partial<SessionRow> = {}): SessionRow => ({
  ...UNKNOWN,
  ...{ projectId, key: sessionId, ...stamp(date), venue: 'venue-1', sessionId, mode: 'remote', overnight: 0 },
  ...own,
})

const project = (projectId: string, zone: string, venue = 'venue-1'): ProjectRow => ({
  ...{ ...UNKNOWN, venue, projectId, key: '', title: null, programme: null, origin: 'registered', phase: 'awarded' },
  ...{ suspended: 0, archived: 0, revision: 1, position: 1n, buyerName: null, agencyName: null, zone },
  ...{ registeredOn: 0, searchText: projectId.toLowerCase() },
})

test('a figure says what was asked, where it stands in the log, and where its rows are', async () => {
  const rows = [interval('2023-01-01', '2023-01-29', { category: 'works' })]
  const projects = [project('P-1', 'Asia/Shanghai')]
  const query = { from: '2023-01-01', to: '2023-11-30', groupBy: 'category', net: 'true', region: '330100 & more' }
  const definition = statisticOf('cycle-time') as Definition
  const told = { projects, intervals: rows.map((row) => ({ ...row, region: '330100 & more' })) }
  const { answer, position } = await asked(told, async (models) => ({
    answer: await figure(models, definition, statisticQuery(definition).parse(query)),
    position: await models.position(),
  }))
  expect(answer).toEqual({
    ...{
      id: 'cycle-time',
      version: 1,
      variant: 'registered-to-award-notice',
      net: true,
      unit: 'day',
      zone: 'Asia/Shanghai',
    },
    ...{ from: '2023-01-01', to: '2023-11-30', position: String(position) },
    groups: [
      {
        ...{ category: 'works', n: 1, sum: 28, mean: 28, median: 28, p90: 28, min: 28, max: 28 },
        excluded: { open: 0, negative: 0, noStart: 0 },
      },
    ],
    total: {
      ...{ n: 1, sum: 28, mean: 28, median: 28, p90: 28, min: 28, max: 28 },
      excluded: { open: 0, negative: 0, noStart: 0 },
    },
    links: {
      definition: '/v1/statistics/cycle-time/definition',
      population: '/v1/statistics/cycle-time/population?region=330100+%26+more&from=2023-01-01&to=2023-11-30&net=true',
      exclusions: '/v1/statistics/cycle-time/exclusions?region=330100+%26+more&from=2023-01-01&to=2023-11-30&net=true',
    },
  })
})

test('venues of several zones have no common one, unless one venue is asked for', async () => {
  const projects = [project('P-1', 'Asia/Shanghai'), project('P-2', 'Asia/Urumqi', 'venue-2')]
  expect((await figureOf({ projects }, 'turnover')).zone).toBe('venue')
  expect((await figureOf({ projects }, 'turnover', { venue: 'venue-2' })).zone).toBe('Asia/Urumqi')
  expect((await figureOf({}, 'turnover')).zone).toBe('venue')
})

test('over no rows counts and sums are 0, the rest is null, and there are no groups', async () => {
  const { total, groups } = await figureOf({}, 'cycle-time', { groupBy: 'category' })
  expect(total).toEqual({
    ...{ n: 0, sum: 0, mean: null, median: null, p90: null, min: null, max: null },
    excluded: { open: 0, negative: 0, noStart: 0 },
  })
  expect(groups).toEqual([])
  expect((await figureOf({}, 'contracts', { currency: 'JPY' })).total).toEqual({
    ...{ n: 0, sum: { amount: '0', currency: 'JPY' }, online: { n: 0, of: 0, share: null } },
    excluded: { otherCurrency: 0 },
  })
})

test('an interval counts where it ends, and both ends of the period are inside', async () => {
  const intervals = ['2022-12-31', '2023-01-01', '2023-01-31', '2023-02-01'].map((end) => interval('2022-12-01', end))
  const { total } = await figureOf({ intervals }, 'cycle-time', { from: '2023-01-01', to: '2023-01-31' })
  expect([total.n, total.sum]).toEqual([2, 31 + 61])
})

test('an interval that ends before it starts is negative, an end alone has no start: both are left out and told', async () => {
  const intervals = [
    interval('2023-01-10', '2023-01-09'),
    interval(null, '2023-01-09'),
    interval('2023-01-09', '2023-01-09'),
  ]
  const { total } = await figureOf({ intervals }, 'cycle-time', { to: '2023-01-31' })
  expect(total).toMatchObject({ n: 1, sum: 0, excluded: { open: 0, negative: 1, noStart: 1 } })
})

test('open is what started by the end of the period, had not ended by then, and had not been dropped', async () => {
  const intervals = [
    interval('2023-01-31', null),
    interval('2023-01-31', '2023-02-01'),
    interval('2023-01-01', '2023-01-31'),
    interval('2023-02-01', null),
    interval('2023-01-01', null, { droppedOn: day('2023-01-31') }),
    interval('2023-01-01', null, { droppedOn: day('2023-02-01') }),
  ]
  const { total } = await figureOf({ intervals }, 'cycle-time', { to: '2023-01-31' })
  expect(total.excluded).toEqual({ open: 3, negative: 0, noStart: 0 })
  const open = await populationOf({ intervals }, 'cycle-time', { to: '2023-01-31', excluded: 'open' })
  expect(open.items).toHaveLength(3)
  expect(open.items.filter(({ end }) => end === null)).toContainEqual({
    ...{
      projectId: 'P-1',
      excluded: 'open',
      start: { eventId: 'start', occurredAt: '2023-01-31T00:00:00.000Z' },
      end: null,
    },
  })
})

test('a month tells what was open at its own end, as if it had been asked alone', async () => {
  const intervals = [interval('2023-01-15', '2023-04-02'), interval('2023-03-01', null)]
  const { groups, total } = await figureOf({ intervals }, 'cycle-time', {
    from: '2023-02-01',
    to: '2023-04-15',
    groupBy: 'month',
  })
  expect(groups.map(({ month, n, excluded }) => [month, n, (excluded as { open: number }).open])).toEqual([
    ['2023-02', 0, 1],
    ['2023-03', 0, 2],
    ['2023-04', 1, 1],
  ])
  expect(total.excluded).toMatchObject({ open: 1 })
})

test('net leaves out the days of suspension', async () => {
  const intervals = [interval('2023-01-01', '2023-01-31', { suspendedDays: 12 })]
  expect((await figureOf({ intervals }, 'cycle-time')).total.sum).toBe(30)
  expect((await figureOf({ intervals }, 'cycle-time', { net: 'true' })).total.sum).toBe(18)
})

test('each variant has intervals of its own', async () => {
  for (const { id, variants = [] } of STATISTICS)
    for (const { name } of variants) {
      const intervals = [
        interval('2023-01-01', '2023-01-04', { measure: `${id}/${name}` }),
        interval('2023-01-01', '2023-01-02', { measure: 'other' }),
      ]
      const answer = await figureOf({ intervals }, id, { variant: name })
      expect([answer.variant, answer.total.n, answer.total.sum]).toEqual([name, 1, 3])
    }
})

test.each([
  ['category', 'works'],
  ['regime', 'TBL'],
  ['method', 'open'],
  ['procedure', 'openTender'],
  ['region', '330100'],
  ['agency', 'agency-1'],
  ['buyer', 'buyer-1'],
  ['venue', 'venue-1'],
  ['month', '2023-03'],
  ['quarter', '2023-Q1'],
  ['year', '2023'],
])('groups by %s carry its label', async (key, label) => {
  const awards = [award('2023-03-31', { [key]: label } as object)].map((row) => ({ ...row }))
  for (const row of awards) if (['month', 'quarter', 'year'].includes(key)) delete (row as Record<string, unknown>)[key]
  const { groups } = await figureOf({ awards }, 'turnover', { groupBy: key })
  expect(groups).toEqual([
    { [key]: label, projects: 1, awards: 1, sum: cny('1.00'), ratePriced: 0, excluded: { otherCurrency: 0 } },
  ])
})

test('groups of several keys come in the order of their labels, unknown ones last', async () => {
  const awards = [
    award('2023-03-01', { category: null }),
    award('2023-02-01', { category: 'works' }),
    award('2023-01-01', { category: 'works' }),
    award('2023-02-01', { category: 'goods' }),
  ]
  const { groups } = await figureOf({ awards }, 'turnover', { groupBy: 'category,year,month' })
  expect(groups.map(({ category, year, month }) => [category, year, month])).toEqual([
    ['goods', '2023', '2023-02'],
    ['works', '2023', '2023-01'],
    ['works', '2023', '2023-02'],
    [null, '2023', '2023-03'],
  ])
})

test('a comparison is with the same days a year earlier, and 29 February with 28', async () => {
  const awards = [
    award('2024-02-29', { category: 'works' }),
    award('2023-02-28', { category: 'works', amountMinor: 80n }),
    award('2023-03-01'),
  ]
  const query = { from: '2024-02-29', to: '2024-02-29', compare: 'previous-year', groupBy: 'category' }
  const { compared, groups, total } = await figureOf({ awards }, 'turnover', query)
  expect(compared).toEqual({ from: '2023-02-28', to: '2023-02-28' })
  const previous = { projects: 1, awards: 1, sum: cny('0.80'), ratePriced: 0, excluded: { otherCurrency: 0 } }
  expect(groups).toEqual([
    {
      ...{ category: 'works', projects: 1, awards: 1, sum: cny('1.00'), ratePriced: 0, excluded: { otherCurrency: 0 } },
      ...{ previous, change: { projects: 0, sum: 0.25 } },
    },
  ])
  expect(total).toMatchObject({ previous, change: { projects: 0, sum: 0.25 } })
})

test('March is compared with March, and a group of the year before alone stands with zeros', async () => {
  const awards = [award('2023-03-10'), award('2022-03-10'), award('2022-03-11'), award('2022-04-01')]
  const query = { from: '2023-01-01', to: '2023-12-31', compare: 'previous-year', groupBy: 'month' }
  const { groups } = await figureOf({ awards }, 'turnover', query)
  expect(
    groups.map(({ month, awards: n, previous, change }) => [month, n, (previous as { awards: number }).awards, change]),
  ).toEqual([
    ['2023-03', 1, 2, { projects: 0, sum: -0.5 }],
    ['2023-04', 0, 1, { projects: -1, sum: -1 }],
  ])
})

test('change over nothing is null', async () => {
  const query = { from: '2023-01-01', to: '2023-12-31', compare: 'previous-year' }
  const { total } = await figureOf({ intervals: [interval('2023-01-01', '2023-01-05')] }, 'cycle-time', query)
  expect(total.change).toEqual({ n: null, sum: null, mean: null })
})

test('turnover is exact beyond 64 bits, in one currency, and a rate-priced award counts without an amount', async () => {
  const most = 2n ** 63n - 1n
  const awards = [
    award('2023-01-01', { amountMinor: most, projectId: 'P-1' }),
    award('2023-01-01', { amountMinor: most, projectId: 'P-1' }),
    award('2023-01-01', { amountMinor: null, currency: null, projectId: 'P-2' }),
    award('2023-01-01', { currency: 'USD', projectId: 'P-3' }),
  ]
  const { total } = await figureOf({ awards }, 'turnover')
  expect(total).toEqual({
    ...{ projects: 2, awards: 3, sum: cny('184467440737095516.14'), ratePriced: 1, excluded: { otherCurrency: 1 } },
  })
  expect((await figureOf({ awards }, 'turnover', { currency: 'USD' })).total).toMatchObject({
    ...{ projects: 2, awards: 2, sum: { amount: '1.00', currency: 'USD' }, excluded: { otherCurrency: 2 } },
  })
  const other = await populationOf({ awards }, 'turnover', { excluded: 'otherCurrency' })
  expect(other.items).toMatchObject([
    { projectId: 'P-3', value: { amount: '1.00', currency: 'USD' }, excluded: 'otherCurrency' },
  ])
})

test('a figure is reckoned once while the models stand at one place, and anew at the next', async () => {
  const sessions = [session('P-1', 'S-1', '2023-01-05')]
  const definition = statisticOf('evaluations') as Definition
  const query = statisticQuery(definition).parse({})
  const twice = await asked({ sessions }, async (models) => {
    const [one, other] = [await figure(models, definition, query), await figure(models, definition, query)]
    expect(other).toBe(one)
    const narrower = await figure(models, definition, statisticQuery(definition).parse({ to: '2022-12-31' }))
    return [one.total.n, narrower.total.n]
  })
  expect(twice).toEqual([1, 0])
  const more = { sessions: [...sessions, session('P-1', 'S-2', '2023-01-06')] }
  expect((await figureOf(more, 'evaluations')).total.n).toBe(2)
})

test('savings may be negative', async () => {
  const savings = [
    {
      ...UNKNOWN,
      ...nextKey(),
      ...stamp('2023-01-01'),
      currency: 'CNY',
      baseline: 'known' as const,
      ratePriced: 0 as const,
      savedMinor: -1_500_000_000_007n,
    },
  ]
  expect((await figureOf({ savings }, 'savings')).total.sum).toEqual(cny('-15000000000.07'))
})

test('a bond is held as long as something of it is, and a performance bond is not a bid bond', async () => {
  const bonds = [
    bond('whole', '2023-01-01'),
    bond('part', '2023-01-01', { form: 'guarantee' }),
    bond('none', '2023-01-01', { form: 'insurance' }),
    bond('performance', '2023-01-01', { bondKind: 'performance' }),
    bond('foreign', '2023-01-01', { currency: 'USD' }),
  ]
  const bond_movements = [
    release('part', '2023-02-01', { amountMinor: 200n, movement: 'forfeited' }),
    release('none', '2023-02-01', { legalTriggerOn: day('2023-01-27'), interestMinor: 3n }),
    release('performance', '2023-02-01', { bondKind: 'performance' }),
  ]
  const { total } = await figureOf({ bonds, bond_movements }, 'bid-bonds', { from: '2023-01-01', to: '2023-02-01' })
  expect(total).toMatchObject({
    lodged: { n: 3, sum: cny('15.00') },
    byForm: { cash: { n: 1, sum: cny('5.00') }, annual: { n: 0, sum: cny('0.00') } },
    guaranteed: { count: { n: 2, of: 3, share: 2 / 3 }, value: { sum: cny('10.00'), of: cny('15.00'), share: 2 / 3 } },
    released: { n: 1, sum: cny('5.00'), interest: cny('0.03'), automatic: { n: 1, of: 1, share: 1 }, medianDays: 5 },
    held: { n: 2, sum: cny('8.00') },
    excluded: { otherCurrency: 1, negative: 0 },
  })
  expect((await figureOf({ bonds, bond_movements }, 'bid-bonds', { to: '2023-01-31' })).total.held).toEqual({
    n: 3,
    sum: cny('15.00'),
  })
  const held = await populationOf({ bonds, bond_movements }, 'bid-bonds', { to: '2023-02-01', key: 'held.sum' })
  expect(held.items.map(({ subject, value }) => [subject, value])).toEqual([
    ['part', cny('3.00')],
    ['whole', cny('5.00')],
  ])
})

test('a bond is overdue from the day after its last until it is cleared or has expired', async () => {
  const dueOn = day('2023-02-10')
  const bonds = [
    bond('kept', '2023-01-01', { dueOn }),
    bond('part', '2023-01-01', { dueOn }),
    bond('late', '2023-01-01', { dueOn }),
    bond('in time', '2023-01-01', { dueOn }),
    bond('expired', '2023-01-01', { form: 'guarantee', dueOn, expiresOn: day('2023-02-20') }),
    bond('not due', '2023-01-01'),
  ]
  const bond_movements = [
    release('part', '2023-02-05', { amountMinor: 100n }),
    release('part', '2023-02-15', { amountMinor: 100n }),
    release('late', '2023-02-13'),
    release('in time', '2023-02-10'),
  ]
  const overdue = async (query: object) => (await figureOf({ bonds, bond_movements }, 'bid-bonds', query)).total.overdue
  expect(await overdue({ to: '2023-02-10' })).toEqual({ n: 0, sum: cny('0.00') })
  expect(await overdue({ to: '2023-02-11' })).toEqual({ n: 4, sum: cny('19.00') })
  expect(await overdue({ to: '2023-02-15' })).toEqual({ n: 3, sum: cny('13.00') })
  expect(await overdue({ to: '2023-02-21' })).toEqual({ n: 2, sum: cny('8.00') })
  // Nobody says on which day: then none has passed.
  expect(await overdue({ from: '2023-02-21' })).toEqual({ n: 0, sum: cny('0.00') })
  const rows = await populationOf({ bonds, bond_movements }, 'bid-bonds', { to: '2023-02-21', key: 'overdue.sum' })
  expect(rows.items.map(({ subject, value }) => [subject, value])).toEqual([
    ['kept', cny('5.00')],
    ['part', cny('3.00')],
  ])
})

test('what an imported history releases beyond a bond is taken from no other', async () => {
  const bonds = [bond('kept', '2023-01-01'), bond('over', '2023-01-01')]
  const bond_movements = [
    release('over', '2023-02-01'),
    release('over', '2023-03-01', { takenMinor: 0n }),
    release('kept', '2023-03-01', { currency: 'USD', takenMinor: 0n }),
  ]
  const held = async (to: string) => (await figureOf({ bonds, bond_movements }, 'bid-bonds', { to })).total.held
  expect(await held('2023-01-31')).toEqual({ n: 2, sum: cny('10.00') })
  expect(await held('2023-02-01')).toEqual({ n: 1, sum: cny('5.00') })
  expect(await held('2023-03-01')).toEqual({ n: 1, sum: cny('5.00') })
})

test('bonds that came and went before the period leave no group behind', async () => {
  const bonds = [bond('b', '2022-01-01', { buyer: 'buyer-1' })]
  const bond_movements = [release('b', '2022-02-01', { buyer: 'buyer-1', ...lodgedAt('2022-01-01') })]
  const query = { from: '2023-01-01', to: '2023-12-31', groupBy: 'buyer' }
  expect((await figureOf({ bonds, bond_movements }, 'bid-bonds', query)).groups).toEqual([])
})

test('historic bonds are those lodged before the day, not on it', async () => {
  const bond_movements = [
    release('b', '2023-02-01', lodgedAt('2021-12-31')),
    release('c', '2023-02-01', lodgedAt('2022-01-01')),
  ]
  expect((await figureOf({ bond_movements }, 'historic-bonds', { lodgedBefore: '2022-01-01' })).total).toEqual({
    ...{ n: 1, sum: cny('5.00'), excluded: { otherCurrency: 0 } },
  })
})

test('one remote session that evaluates several sections is one', async () => {
  const sessions = [
    session('P-1', 's-1', '2023-01-01', { category: 'works' }),
    session('P-2', 's-1', '2023-01-01', { category: 'goods' }),
    session('P-3', 's-1', '2023-01-01', { venue: 'venue-2', mode: 'distributed', overnight: 1 }),
  ]
  const { total, groups } = await figureOf({ sessions }, 'evaluations', { groupBy: 'category' })
  expect(total).toEqual({ n: 2, byMode: { onsite: 0, remote: 1, distributed: 1 }, overnight: 1, excluded: {} })
  expect(groups.map(({ category, n }) => [category, n])).toEqual([
    ['goods', 1],
    ['works', 1],
    [null, 1],
  ])
  const { items } = await populationOf({ sessions }, 'evaluations')
  expect(items.map(({ projectId, subject }) => [projectId, subject])).toEqual([
    ['P-1', 's-1'],
    ['P-3', 's-1'],
  ])
})

test('an answer is late after more than 3 days, and so is its absence; other regimes wait', async () => {
  const objections = [
    objection('2023-01-01', '2023-01-04'),
    objection('2023-01-01', '2023-01-05'),
    objection('2023-01-01', null),
    objection('2023-01-01', null, { regime: 'GPL' }),
    objection('2023-01-01', null, { kind: 'complaint' }),
  ]
  const late = async (to?: string) => (await figureOf({ objections }, 'objections', to ? { to } : {})).total.late
  expect([await late('2023-01-04'), await late('2023-01-05'), await late('2023-02-01'), await late()]).toEqual([
    0, 2, 2, 1,
  ])
})

test('a complaint counts online like an objection, and as decided when it is', async () => {
  const objections = [
    objection('2023-01-01', '2023-01-02', { upheld: 1 }),
    objection('2023-01-01', '2023-02-02', { kind: 'complaint', about: 'contract', upheld: 1 }),
    objection('2023-01-05', '2023-01-04'),
  ]
  const { total } = await figureOf({ objections }, 'objections', { from: '2023-01-01', to: '2023-01-31' })
  expect(total).toEqual({
    ...{ raised: 2, online: 3, answered: 2, upheld: 1, medianDaysToAnswer: 1, late: 0, complaints: 0 },
    byAbout: { notice: 0, documents: 0, opening: 0, evaluation: 0, award: 2 },
    excluded: { negative: 1 },
  })
})

test('backdating is told by event type', async () => {
  const lag = (type: string, lagDays: number) => ({
    ...nextKey(),
    type,
    ...stamp('2023-01-01'),
    recordedMs: 0,
    lagDays,
  })
  const lags = [lag('BidsOpened', 0), lag('BidsOpened', 2), lag('BidsOpened', -1), lag('AwardDecided', 1)]
  const { groups } = await figureOf({ lags }, 'backdating', { groupBy: 'type' })
  expect(groups).toEqual([
    {
      type: 'AwardDecided',
      n: 1,
      median: 1,
      p90: 1,
      max: 1,
      overOneDay: { n: 0, of: 1, share: 0 },
      excluded: { negative: 0 },
    },
    {
      type: 'BidsOpened',
      n: 2,
      median: 1,
      p90: 1.8,
      max: 2,
      overOneDay: { n: 1, of: 2, share: 0.5 },
      excluded: { negative: 1 },
    },
  ])
})

test('phase and text of the project narrow facts of any table, and dimensions those that have none', async () => {
  const projects = [project('P-1', 'Asia/Shanghai'), { ...project('P-2', 'Asia/Shanghai', 'venue-2'), phase: 'failed' }]
  const awards = [award('2023-01-01', { projectId: 'P-1' }), award('2023-01-01', { projectId: 'P-2' })]
  expect((await figureOf({ projects, awards }, 'turnover', { phase: 'failed' })).total.awards).toBe(1)
  expect((await figureOf({ projects, awards }, 'turnover', { text: 'p-' })).total.awards).toBe(2)
  expect((await figureOf({ projects, awards }, 'turnover', { text: 'p-1', phase: 'failed' })).total.awards).toBe(0)
  const lags = ['P-1', 'P-2', 'P-9'].map((projectId) => ({
    ...{ ...nextKey(), projectId, type: 'AwardDecided', ...stamp('2023-01-01'), recordedMs: 0, lagDays: 0 },
  }))
  expect((await figureOf({ projects, lags }, 'backdating')).total.n).toBe(3)
  expect((await figureOf({ projects, lags }, 'backdating', { venue: 'venue-2' })).total.n).toBe(1)
})

test('a share lists those that have it, and a cursor goes on where a page ended', async () => {
  const rows = ['a/b', 'a/c', 'a'].map((key) => award('2023-01-01', { key }))
  const first = await populationOf({ awards: rows }, 'turnover', { limit: '2' })
  expect(first.items.map(({ subject }) => subject)).toEqual(['a', 'a/b'])
  const second = await populationOf({ awards: rows }, 'turnover', { limit: '2', after: first.next })
  expect(second).toEqual({ items: [expect.objectContaining({ subject: 'a/c', eventId: 'event of 2023-01-01' })] })
})

test('every definition can be read: ids, keys and reasons are there', () => {
  const described = describeStatistics()
  expect(new Set(described.map(({ id }) => id)).size).toBe(described.length)
  for (const { keys, population: main, description, groupBy } of described) {
    expect(keys).toContain(main)
    expect(description).toMatch(/\.$/)
    expect(groupBy.length).toBeGreaterThan(0)
  }
  expect(JSON.parse(JSON.stringify(described))).toEqual(described)
})
