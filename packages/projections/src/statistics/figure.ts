import { type CalendarDate, dayNumber, type Money, toMinor, yearEarlier } from '@procurement-ledger/core'
import type { Filters, StatisticQuery } from '../query.ts'
import type { Queryable, Snapshots } from '../queryable.ts'
import { type Definition, type GroupKey, measureOf, PERIODS, type Period, variantOf, ZONE } from './definition.ts'
import type { Request } from './facts-sql.ts'
import { KeptFigures } from './kept-figures.ts'
import type { Figure, FigureValue } from './measure.ts'
import { FIRST_DAY, finestPeriod, LAST_DAY, periodLabel, periodsOfYear } from './period.ts'
import { type GroupFigure, groupKey, type Reckoned, reckon } from './reckon.ts'
import { name, sql } from './sql.ts'
import type { Grouping } from './tally.ts'

export const DEFAULT_CURRENCY = 'CNY'

/** A figure as HTTP answers it: what was asked, as known at which place of the log, in groups and in total. */
export interface StatisticAnswer {
  readonly id: string
  readonly version: number
  readonly variant?: string
  readonly net?: boolean
  readonly unit: string
  /** The zone of all venues, or `venue` where they have several: each fact in its own venue's. */
  readonly zone: string
  readonly from: string | null
  readonly to: string | null
  readonly currency?: string
  readonly lodgedBefore?: string
  readonly compared?: { readonly from: string; readonly to: string }
  /** Decimal: everything up to and including this place of the log is in the figure. */
  readonly position: string
  /** Where it was asked for as known at a moment: of all that is up to the position, what was recorded by then. */
  readonly asOf?: string
  readonly groups: readonly AnsweredFigure[]
  readonly total: AnsweredFigure
  /** Paths: the definition in words, the rows behind the figure, and those that it leaves out. */
  readonly links: { readonly definition: string; readonly population: string; readonly exclusions: string }
}

/** Group labels, the figure's keys, `excluded`, and with `compare` also `previous` and `change`. */
export interface AnsweredFigure {
  readonly [key: string]: FigureValue | Figure | string
}

const keptOf = new WeakMap<Snapshots, KeptFigures<StatisticAnswer>>()

/**
 * Reckons a statistic, once for all that ask while the models stand at one place of the log. `query` has passed
 * `statisticQuery(definition)`.
 */
export function figure(models: Snapshots, definition: Definition, query: StatisticQuery): Promise<StatisticAnswer> {
  const kept = keptOf.get(models) ?? new KeptFigures()
  keptOf.set(models, kept)
  return models.snapshot(async (snapshot) => {
    const position = await snapshot.position()
    const key = JSON.stringify([definition.id, definition.version, query])
    return kept.at(position, key, () => answer(snapshot, position, definition, query))
  })
}

async function answer(
  models: Queryable,
  position: bigint,
  definition: Definition,
  query: StatisticQuery,
): Promise<StatisticAnswer> {
  const { id, version, unit, options } = definition
  const { from, to, groupBy = [], lodgedBefore } = query
  const variant = variantOf(definition, query)
  const compared = comparedDays(query)
  return {
    ...{ id, version },
    ...(variant !== undefined && { variant }),
    ...(options.includes('net') && { net: query.net ?? false }),
    ...{ unit, zone: await zoneOf(models, query), from: from ?? null, to: to ?? null },
    ...(options.includes('currency') && { currency: query.currency ?? DEFAULT_CURRENCY }),
    ...(lodgedBefore !== undefined && { lodgedBefore }),
    ...(compared && { compared }),
    position: position.toString(),
    ...(query.asOf !== undefined && { asOf: query.asOf }),
    ...(await figures(models, definition, query, groupBy, compared)),
    links: linksOf(id, query),
  }
}

async function figures(
  models: Queryable,
  definition: Definition,
  query: StatisticQuery,
  groupBy: readonly GroupKey[],
  compared: Days | undefined,
): Promise<Pick<StatisticAnswer, 'groups' | 'total'>> {
  const period = finestPeriod(groupBy)
  const grouping = { columns: groupBy.filter((key) => !isPeriod(key)), period }
  const now = await reckon(models, definition, grouping, requestOf(definition, query))
  const before =
    compared &&
    aYearLater(await reckon(models, definition, grouping, requestOf(definition, { ...query, ...compared })), period)
  const keys = new Map([...(before?.groups ?? []), ...now.groups])
  const groups = [...keys].map(([key, group]) => ({
    labels: labelsOf(group, grouping, groupBy),
    figure: beside(
      now.groups.get(key)?.figure ?? now.empty,
      before && (before.groups.get(key)?.figure ?? before.empty),
    ),
  }))
  return {
    groups: groups
      .sort((a, b) => order(a.labels, b.labels, groupBy))
      .map((group) => ({ ...group.labels, ...group.figure })),
    total: beside(now.total, before?.total),
  }
}

/** The parameters in the numbers of the rows. */
export function requestOf(
  definition: Definition,
  query: Filters & Pick<StatisticQuery, 'from' | 'to' | 'net' | 'currency' | 'lodgedBefore' | 'variant'>,
): Request {
  const { from, to, net = false, currency = DEFAULT_CURRENCY, lodgedBefore } = query
  const { phase, category, regime, method, procedure, region, agency, buyer, venue, text } = query
  return {
    from: from === undefined ? FIRST_DAY : dayNumber(from),
    to: to === undefined ? LAST_DAY : dayNumber(to),
    hasEnd: to !== undefined,
    net,
    currency,
    measure: measureOf(definition, query),
    lodgedBefore: lodgedBefore === undefined ? LAST_DAY : dayNumber(lodgedBefore),
    filters: { phase, category, regime, method, procedure, region, agency, buyer, venue, text },
  }
}

interface Days {
  readonly from: CalendarDate
  readonly to: CalendarDate
}

const comparedDays = ({ compare, from, to }: StatisticQuery): Days | undefined =>
  compare === undefined || from === undefined || to === undefined
    ? undefined
    : { from: yearEarlier(from), to: yearEarlier(to) }

/** The groups of the year before under the keys of this year's: March beside March. */
function aYearLater(reckoned: Reckoned, period: Period | undefined): Reckoned {
  if (period === undefined) return reckoned
  const groups = [...reckoned.groups.values()].map((group): [string, GroupFigure] => {
    const later = { ...group, period: (group.period ?? 0) + periodsOfYear(period) }
    return [groupKey(later), later]
  })
  return { ...reckoned, groups: new Map(groups) }
}

const isPeriod = (key: GroupKey): key is Period => PERIODS.some((period) => period === key)

type Labels = { readonly [key: string]: string | null }

function labelsOf({ columns, period }: GroupFigure, grouping: Grouping, groupBy: readonly GroupKey[]): Labels {
  return Object.fromEntries(
    groupBy.map((key) => [
      key,
      isPeriod(key) && period !== undefined && grouping.period !== undefined
        ? periodLabel(period, grouping.period, key)
        : (columns[grouping.columns.indexOf(key)] ?? null),
    ]),
  )
}

/** By the labels, in the order of the keys, as code units; unknown ones last. */
function order(a: Labels, b: Labels, groupBy: readonly GroupKey[]): number {
  for (const key of groupBy) {
    const [one, other] = [a[key] ?? null, b[key] ?? null]
    if (one === other) continue
    if (one === null || other === null) return one === null ? 1 : -1
    return one < other ? -1 : 1
  }
  return 0
}

const COMPARED_KEYS = ['n', 'projects', 'sum', 'mean'] as const

function beside(now: Figure, previous: Figure | undefined): AnsweredFigure {
  if (previous === undefined) return now
  const keys = COMPARED_KEYS.filter((key) => key in now)
  return {
    ...now,
    previous,
    change: Object.fromEntries(keys.map((key) => [key, change(amount(now[key]), amount(previous[key]))])),
  }
}

/** Ratio minus 1; null over 0. */
const change = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : now / before - 1

const amount = (value: FigureValue | Figure | undefined): number | null =>
  typeof value === 'object' && value !== null ? Number(toMinor(value as Money)) : (value ?? null)

/** Two look-ups in an index instead of a list of all zones. */
async function zoneOf(models: Queryable, { venue }: Filters): Promise<string> {
  const ofVenue = venue === undefined ? sql`` : sql` WHERE "venue" = ${venue}`
  const zone = (which: 'MIN' | 'MAX') => sql`(SELECT ${{ text: which, params: [] }}("zone") FROM "projects"${ofVenue})`
  const { text, params } = sql`SELECT ${zone('MIN')} AS ${name('first')}, ${zone('MAX')} AS ${name('last')}`
  const [zones] = await models.query<{ readonly first: string | null; readonly last: string | null }>(text, params)
  return zones?.first === zones?.last ? (zones?.first ?? ZONE) : ZONE
}

/** The rows behind the figure are asked for by the same query. */
function linksOf(
  id: string,
  { groupBy: _groupBy, compare: _compare, ...query }: StatisticQuery,
): StatisticAnswer['links'] {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, String(value))
  const path = `/v1/statistics/${id}`
  const asked = parameters.size === 0 ? '' : `?${parameters}`
  return {
    definition: `${path}/definition`,
    population: `${path}/population${asked}`,
    exclusions: `${path}/exclusions${asked}`,
  }
}
