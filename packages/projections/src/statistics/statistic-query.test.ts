import { expect, test } from 'vitest'
import { z } from 'zod'
import { ProjectsQuery } from '../lists/list-queries.ts'
import { PopulationQuery, StatisticQuery } from '../query.ts'
import type { Definition } from './definition.ts'
import { STATISTICS, statisticOf } from './definitions.ts'
import { populationQuery, statisticQuery } from './statistic-query.ts'

const definition = (id: string): Definition => statisticOf(id) as Definition

/** The paths and messages with which a query is refused. */
function flaws(schema: z.ZodType, query: object): string[] {
  const { error } = schema.safeParse(query)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const ofCycleTime = (query: object) => flaws(statisticQuery(definition('cycle-time')), query)

test('parameters arrive as text and leave as what they mean', () => {
  const asked = {
    from: '2023-01-01',
    to: '2023-11-30',
    groupBy: 'category,month',
    net: 'true',
    compare: 'previous-year',
  }
  expect(statisticQuery(definition('cycle-time')).parse(asked)).toEqual({
    ...asked,
    groupBy: ['category', 'month'],
    net: true,
  })
  expect(ProjectsQuery.parse({ limit: '1000', after: 'P-1', text: '道路' })).toEqual({
    limit: 1000,
    after: 'P-1',
    text: '道路',
  })
})

test('an unknown parameter is refused', () => {
  for (const schema of [StatisticQuery, PopulationQuery, ProjectsQuery])
    expect(schema.safeParse({ form: '2023-01-01' }).error?.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['form'],
    })
})

test.each([
  [{ from: '2023-02-29' }, /^from: "2023-02-29" is not a date/],
  [{ from: '2023-03-01', to: '2023-02-28' }, /^to: 2023-02-28 lies before 2023-03-01/],
  [{ groupBy: 'category,colour' }, /^groupBy.1: "colour" is no group/],
  [{ groupBy: '' }, /^groupBy.0: "" is no group/],
  [{ groupBy: 'month,category,month' }, /^groupBy: "month" stands twice/],
  [{ groupBy: 'type' }, /^groupBy: cycle-time is not grouped by type/],
  [{ variant: 'fastest' }, /^variant: "fastest" is no variant of cycle-time; write one of registered-to-award-notice/],
  [{ net: 'yes' }, /^net: /],
  [{ currency: 'CNY' }, /^currency: cycle-time has no currency/],
  [{ lodgedBefore: '2022-01-01' }, /^lodgedBefore: cycle-time has no lodgedBefore, only historic-bonds/],
  [{ compare: 'previous-year', from: '2023-01-01' }, /^compare: a comparison needs both from and to/],
  [{ asOf: '2023-06-30' }, /^asOf: /],
  [{ atPosition: '012' }, /^atPosition: a position is a decimal string/],
  [{ asOf: '2023-06-30T00:00:00Z', atPosition: '12' }, /^atPosition: write asOf or atPosition, not both/],
  [{ category: 'roads' }, /^category: /],
  [{ category: ['works', 'goods'] }, /^category: /],
  [{ text: '' }, /^text: /],
  [{ text: 'x'.repeat(201) }, /^text: write at most 200 characters/],
])('cycle-time refuses %j', (query, message) => {
  expect(ofCycleTime(query)).toEqual([expect.stringMatching(message)])
})

test('everything that is wrong is told at once', () => {
  const query = { from: '2023-03-01', to: '2023-01-01', variant: 'x', lodgedBefore: '2022-01-01', groupBy: 'type' }
  expect(ofCycleTime(query)).toHaveLength(4)
})

test('what a statistic does not have is refused, by all of them', () => {
  for (const one of STATISTICS) {
    const has = (option: string) => one.options.some((known) => known === option)
    const needed = has('lodgedBefore') ? { lodgedBefore: '2022-01-01' } : {}
    expect(flaws(statisticQuery(one), needed)).toEqual([])
    for (const [option, value] of [
      ['net', 'true'],
      ['currency', 'USD'],
    ] as const)
      expect(flaws(statisticQuery(one), { ...needed, [option]: value })).toHaveLength(has(option) ? 0 : 1)
    if (one.variants === undefined)
      expect(flaws(statisticQuery(one), { ...needed, variant: 'x' })[0]).toMatch(/has no variants/)
  }
})

test('historic-bonds needs the day before which the bonds were lodged', () => {
  expect(flaws(statisticQuery(definition('historic-bonds')), {})).toEqual([
    expect.stringMatching(/^lodgedBefore: .* needs/),
  ])
})

test('a currency is one of ISO 4217', () => {
  expect(flaws(statisticQuery(definition('turnover')), { currency: 'cny' })).toHaveLength(1)
})

test.each(['0', '1001', '-1', '1.5', '', '01', '1e2'])('a page has 1 to 1000 rows, not %j', (limit) => {
  expect(flaws(ProjectsQuery, { limit })).toHaveLength(1)
  expect(flaws(PopulationQuery, { limit })).toHaveLength(1)
})

test('a population is asked for by a key or by a reason, and both must exist', () => {
  const ofBonds = (query: object) => flaws(populationQuery(definition('bid-bonds')), query)
  expect(ofBonds({ key: 'guaranteed.count' })).toEqual([])
  expect(ofBonds({ excluded: 'otherCurrency' })).toEqual([])
  expect(ofBonds({ key: 'guaranteed' })).toEqual([expect.stringMatching(/^key: "guaranteed" is no key of bid-bonds/)])
  expect(ofBonds({ excluded: 'open' })).toEqual([
    expect.stringMatching(/^excluded: bid-bonds excludes nothing as "open"/),
  ])
  expect(ofBonds({ key: 'held.n', excluded: 'negative' })).toEqual([expect.stringMatching(/not both/)])
  expect(flaws(populationQuery(definition('competition')), { excluded: 'open' })).toEqual([
    expect.stringMatching(/leave it out/),
  ])
  expect(ofBonds({ after: 'no-slash' })).toEqual([expect.stringMatching(/links\.next/)])
  expect(ofBonds({ groupBy: 'month' })).toHaveLength(1)
})

test('they describe themselves for OpenAPI: all text, nothing unknown', () => {
  for (const schema of [StatisticQuery, PopulationQuery, ProjectsQuery]) {
    const { properties, additionalProperties } = z.toJSONSchema(schema, { io: 'input' })
    expect(additionalProperties).toBe(false)
    for (const property of Object.values(properties ?? {})) expect(property).toMatchObject({ type: 'string' })
  }
})
