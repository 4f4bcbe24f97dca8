import {
  addDays,
  type CalendarDate,
  dateOfDay,
  dayNumber,
  monthOf,
  quarterOf,
  yearEarlier,
  yearOf,
} from '@procurement-ledger/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { DEFAULT_PAGE } from '../query.ts'
import { arbitraryDay, arbitraryRows } from '../testing/invented-facts.ts'
import type { Rows } from '../testing/invented-rows.ts'
import { NAIVE_FIGURES, type Naive, type NaiveQuery, OTHER_MEASURES } from '../testing/naive-figures.ts'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import { type Definition, type GroupKey, isMeasure, type Template } from './definition.ts'
import { STATISTICS } from './definitions.ts'
import { exclusions, reasonsOf } from './exclusions.ts'
import { figure } from './figure.ts'
import { FIRST_DAY, LAST_DAY } from './period.ts'
import { type PopulationItem, population } from './population.ts'
import { exclusionsQuery, populationQuery, statisticQuery } from './statistic-query.ts'

const RUNS = 24

const asked = onEveryEngine()

type Tables = Omit<Rows, 'projects'>

const variantsOf = ({ variants }: Definition): readonly (string | undefined)[] =>
  variants?.map(({ name }) => name) ?? [undefined]

const bounded = fc
  .tuple(arbitraryDay, arbitraryDay)
  .map(([a, b]) => ({ from: dateOfDay(Math.min(a, b)), to: dateOfDay(Math.max(a, b)) }))

const queryOf = (definition: Definition) =>
  fc.record(
    {
      window: bounded,
      variant: fc.constantFrom(...variantsOf(definition)),
      net: fc.boolean(),
      currency: fc.constantFrom(undefined, 'USD'),
      lodgedBefore: arbitraryDay.map(dateOfDay),
      groupBy: fc.uniqueArray(fc.constantFrom(...definition.groupBy), { maxLength: 3 }),
      category: fc.constantFrom(undefined, undefined, 'works'),
      buyer: fc.constantFrom(undefined, undefined, 'buyer-1'),
      compare: fc.boolean(),
    },
    { requiredKeys: ['window', 'groupBy', 'lodgedBefore', 'compare'] },
  )

type Drawn = ReturnType<typeof queryOf> extends fc.Arbitrary<infer T> ? T : never

/** The parameters as text, as far as the statistic has them. */
function parameters({ options, groupBy }: Definition, drawn: Drawn): Record<string, string> {
  const { window, variant, net, currency, lodgedBefore, category, buyer, compare } = drawn
  const isFiltered = !groupBy.includes('type')
  return {
    ...window,
    ...(variant !== undefined && { variant }),
    ...(net !== undefined && options.includes('net') && { net: String(net) }),
    ...(currency !== undefined && options.includes('currency') && { currency }),
    ...(options.includes('lodgedBefore') && { lodgedBefore }),
    ...(drawn.groupBy.length > 0 && { groupBy: drawn.groupBy.join(',') }),
    ...(category !== undefined && isFiltered && { category }),
    ...(buyer !== undefined && isFiltered && { buyer }),
    ...(compare && { compare: 'previous-year' }),
  }
}

const labelAt: { readonly [key: string]: (date: CalendarDate) => string } = {
  month: monthOf,
  quarter: quarterOf,
  year: yearOf,
}

/** Rows for which all labels of a group hold, periods aside. */
function rowsOfGroup(tables: Tables, labels: Readonly<Record<string, string | null>>): Tables {
  const own = Object.entries(labels).filter(([key]) => labelAt[key] === undefined)
  const isIn = (row: object) => own.every(([key, value]) => (row as Record<string, unknown>)[key] === value)
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.filter(isIn)]),
  ) as unknown as Tables
}

interface Group {
  readonly labels: Readonly<Record<string, string | null>>
  readonly from: CalendarDate
  readonly to: CalendarDate
}

/** Every group that could be: values of the rows, by stretches of days with the same period labels. */
function groupsOf(tables: Tables, groupBy: readonly GroupKey[], from: CalendarDate, to: CalendarDate): Group[] {
  const dims = groupBy.filter((key) => labelAt[key] === undefined)
  const periods = groupBy.filter((key) => labelAt[key] !== undefined)
  const values = new Map<string, Record<string, string | null>>()
  for (const row of Object.values(tables).flat() as object[]) {
    const labels = Object.fromEntries(
      dims.map((key) => [key, ((row as Record<string, unknown>)[key] ?? null) as string | null]),
    )
    values.set(JSON.stringify(labels), labels)
  }
  return [...values.values()].flatMap((labels) =>
    stretches(periods, from, to).map((stretch) => ({ ...stretch, labels: { ...labels, ...stretch.labels } })),
  )
}

function stretches(periods: readonly GroupKey[], from: CalendarDate, to: CalendarDate): Group[] {
  if (periods.length === 0) return [{ labels: {}, from, to }]
  const found: { labels: Record<string, string>; from: CalendarDate; to: CalendarDate }[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const labels = Object.fromEntries(periods.map((key) => [key, labelAt[key]?.(date) ?? '']))
    const last = found.at(-1)
    if (last !== undefined && JSON.stringify(last.labels) === JSON.stringify(labels)) last.to = date
    else found.push({ labels, from: date, to: date })
  }
  return found
}

for (const definition of STATISTICS) {
  const naive = NAIVE_FIGURES.get(definition.id) as Naive
  const measures = [
    ...variantsOf(definition).map((variant) => `${definition.id}/${variant}`),
    ...[OTHER_MEASURES[definition.id] ?? []].flat(),
  ]

  const naiveQuery = (drawn: Drawn, from: number, to: number, judgedOn: number | undefined): NaiveQuery => ({
    ...{ from, to, judgedOn },
    net: (definition.options.includes('net') && drawn.net) ?? false,
    currency: drawn.currency ?? 'CNY',
    measure: `${definition.id}/${drawn.variant ?? variantsOf(definition)[0]}`,
    lodgedBefore: dayNumber(drawn.lodgedBefore),
  })

  const filtered = (tables: Tables, { category, buyer }: Drawn): Tables =>
    definition.groupBy.includes('type')
      ? tables
      : rowsOfGroup(tables, { ...(category !== undefined && { category }), ...(buyer !== undefined && { buyer }) })

  test(`${definition.id} is what loops over the rows find, in total and in every group`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows(measures), queryOf(definition), async (tables, drawn) => {
        const query = statisticQuery(definition).parse(parameters(definition, drawn))
        const { groups, total } = await asked(tables, (models) => figure(models, definition, query))
        const rows = filtered(tables, drawn)
        const { from, to } = drawn.window
        const told = (some: Tables, days: { from: CalendarDate; to: CalendarDate }, end: CalendarDate) =>
          naive(some, naiveQuery(drawn, dayNumber(days.from), dayNumber(days.to), dayNumber(end)))

        const beside = ({ previous: _previous, change: _change, ...own }: Readonly<Record<string, unknown>>) => own
        expect(beside(total)).toEqual(told(rows, { from, to }, to))
        if (drawn.compare) {
          const before = { from: yearEarlier(from), to: yearEarlier(to) }
          expect(total.previous).toEqual(told(rows, before, before.to))
        }
        if (drawn.groupBy.length === 0 || drawn.compare) return
        const empty = JSON.stringify(told(emptied(rows), { from, to }, to))
        const expected = groupsOf(rows, drawn.groupBy, from, to)
          .map((group) => ({ labels: group.labels, figure: told(rowsOfGroup(rows, group.labels), group, to) }))
          .filter((group) => JSON.stringify(group.figure) !== empty)
          .map((group) => ({ ...group.labels, ...group.figure }))
        expect(byText(groups)).toEqual(byText(expected))
      }),
      { numRuns: RUNS },
    )
  })

  test(`${definition.id} without from and to is over everything`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows(measures), queryOf(definition), async (tables, drawn) => {
        const { from: _from, to: _to, compare: _compare, ...timeless } = parameters(definition, drawn)
        const { total, groups, from, to } = await asked(tables, (models) =>
          figure(models, definition, statisticQuery(definition).parse(timeless)),
        )
        expect({ from, to }).toEqual({ from: null, to: null })
        const rows = filtered(tables, drawn)
        expect(total).toEqual(naive(rows, naiveQuery(drawn, FIRST_DAY, LAST_DAY, undefined)))
        for (const group of groups) {
          const labels = Object.fromEntries(drawn.groupBy.map((key) => [key, group[key] as string | null]))
          const [first] = stretches(
            drawn.groupBy.filter((key) => labelAt[key] !== undefined),
            dateOfDay(18_628),
            dateOfDay(20_088),
          ).filter((stretch) => Object.entries(stretch.labels).every(([key, label]) => labels[key] === label))
          const days = first === undefined || Object.keys(first.labels).length === 0 ? undefined : first
          const query = naiveQuery(
            drawn,
            days ? dayNumber(days.from) : FIRST_DAY,
            days ? dayNumber(days.to) : LAST_DAY,
            undefined,
          )
          expect(group).toEqual({ ...labels, ...naive(rowsOfGroup(rows, labels), query) })
        }
      }),
      { numRuns: RUNS / 2 },
    )
  })

  test(`every count of ${definition.id} is the number of the rows behind it, page by page`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows(measures), queryOf(definition), async (tables, drawn) => {
        const { groupBy: _groupBy, compare: _compare, ...narrowed } = parameters(definition, drawn)
        await asked(tables, async (models) => {
          const { total } = await figure(models, definition, statisticQuery(definition).parse(narrowed))
          const seen: PopulationItem[][] = []
          for (const [key, n] of countsOf({ ...definition.figure, excluded: definition.excluded }, total, '')) {
            const pages = (limit: number) => pagesOf(models, definition, { ...narrowed, key, limit: String(limit) })
            const items = await pages(DEFAULT_PAGE)
            expect([key, items.length]).toEqual([key, n])
            expect(await pages(3)).toEqual(items)
            if (key.startsWith('excluded.')) expect(items.every(({ excluded }) => excluded === key.slice(9))).toBe(true)
            seen.push(items)
          }
          return seen
        })
      }),
      { numRuns: RUNS / 3 },
    )
  })
}

for (const definition of STATISTICS) {
  const measures = [
    ...variantsOf(definition).map((variant) => `${definition.id}/${variant}`),
    ...[OTHER_MEASURES[definition.id] ?? []].flat(),
  ]
  test(`the exclusions of ${definition.id} are the rows of each reason, as many as the figure says`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows(measures), queryOf(definition), async (tables, drawn) => {
        const { groupBy: _groupBy, compare: _compare, ...narrowed } = parameters(definition, drawn)
        await asked(tables, async (models) => {
          const { total } = await figure(models, definition, statisticQuery(definition).parse(narrowed))
          const items: PopulationItem[] = []
          let after: string | undefined
          do {
            const query = { ...narrowed, limit: '2', ...(after !== undefined && { after }) }
            const page = await exclusions(models, definition, exclusionsQuery(definition).parse(query))
            items.push(...page.items)
            expect(page.items.length).toBeLessThanOrEqual(2)
            after = page.next
          } while (after !== undefined)
          const counted = Object.fromEntries(reasonsOf(definition).map((reason) => [reason, 0]))
          for (const { excluded } of items) counted[excluded ?? ''] = (counted[excluded ?? ''] ?? 0) + 1
          expect(counted).toEqual(total.excluded)
          return items
        })
      }),
      { numRuns: RUNS / 6 },
    )
  })
}

/** All rows of a population, read page by page. */
async function pagesOf(models: ReadModels, definition: Definition, query: object): Promise<PopulationItem[]> {
  const items: PopulationItem[] = []
  let after: string | undefined
  do {
    const page = await population(
      models,
      definition,
      populationQuery(definition).parse({ ...query, ...(after && { after }) }),
    )
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}

const emptied = (tables: Tables): Tables =>
  Object.fromEntries(Object.keys(tables).map((table) => [table, []])) as unknown as Tables

const byText = (groups: readonly object[]): string[] =>
  groups.map((group) => JSON.stringify(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()

/** The keys that count rows, and what the figure says under them. */
function countsOf(template: Template, told: object, prefix: string): [key: string, n: number][] {
  return Object.entries(template).flatMap(([key, entry]): [string, number][] => {
    const value = (told as Record<string, unknown>)[key]
    if (!isMeasure(entry)) return countsOf(entry, value as object, `${prefix}${key}.`)
    if (entry.give === 'count') return [[prefix + key, value as number]]
    return entry.give === 'share' ? [[prefix + key, (value as { n: number }).n]] : []
  })
}
