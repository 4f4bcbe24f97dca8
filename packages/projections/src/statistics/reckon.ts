import type { Queryable } from '../queryable.ts'
import { type Definition, type Facts, ownerOf } from './definition.ts'
import { type DistinctMeasure, distinctsOf, factsOf, wantedOf } from './demand.ts'
import type { Request } from './facts-sql.ts'
import { type Figure, measured, type Scope } from './measure.ts'
import { FIRST_DAY, LAST_DAY, lastDayOf, periodAt } from './period.ts'
import { countDistinct, type Grouping, type GroupOf, type Tally, tally, UNGROUPED, type Wanted } from './tally.ts'

/** The figure of one group, with what was left out of it. */
export interface GroupFigure extends GroupOf {
  readonly figure: Figure
}

export interface Reckoned {
  readonly groups: ReadonlyMap<string, GroupFigure>
  readonly total: Figure
  /** The figure of a group that has no rows. */
  readonly empty: Figure
}

/** Two groups are one where columns and period are the same. */
export const groupKey = ({ columns, period }: GroupOf): string => JSON.stringify([...columns, period ?? null])

const ALL = groupKey({ columns: [], period: undefined })

/**
 * Reckons the figure of a definition for one period, in groups and in total.
 *
 * Most facts are placed on a day of the period. Others stand (open intervals, bonds held): they are as at the end of
 * `to`, and in the group of a month as at the end of that month or of `to`, whichever is earlier, the same as if the
 * month had been asked for alone.
 */
export async function reckon(
  models: Queryable,
  definition: Definition,
  grouping: Grouping,
  request: Request,
): Promise<Reckoned> {
  const read = { models, definition, grouping, request }
  const rows = await readRows(read)
  const distincts = await readDistincts(read)
  const empty = figureOf(read, { tallies: () => [], distinct: () => 0 })
  const groups = [...groupsOf(rows, grouping)].map(([key, group]): [string, GroupFigure] => [
    key,
    { ...group, figure: figureOf(read, groupScope(rows, distincts, key)) },
  ])
  return {
    // Bonds that came and went before the period leave nothing to tell.
    groups: new Map(groups.filter(([, { figure }]) => JSON.stringify(figure) !== JSON.stringify(empty))),
    total: figureOf(read, {
      tallies: (facts) => rows.get(facts)?.inTotal ?? [],
      distinct: (measure) => distincts.get(measure)?.inTotal ?? 0,
    }),
    empty,
  }
}

interface Reading {
  readonly models: Queryable
  readonly definition: Definition
  readonly grouping: Grouping
  readonly request: Request
}

interface Rows {
  readonly inGroups: ReadonlyMap<string, readonly Tally[]>
  readonly inTotal: readonly Tally[]
}

interface Distinct {
  readonly inGroups: ReadonlyMap<string, number>
  readonly inTotal: number
}

const isGrouped = ({ columns, period }: Grouping): boolean => columns.length > 0 || period !== undefined

const figureOf = ({ definition: { figure, excluded }, request }: Reading, scope: Scope): Figure => ({
  ...measured(figure, scope, request),
  excluded: measured(excluded, scope, request),
})

function groupsOf(rows: ReadonlyMap<string, Rows>, grouping: Grouping): ReadonlyMap<string, GroupOf> {
  const groups = new Map<string, GroupOf>()
  if (!isGrouped(grouping)) return groups
  for (const { inGroups } of rows.values())
    for (const [key, [row]] of inGroups)
      if (row !== undefined) groups.set(key, { columns: row.columns, period: row.period })
  return groups
}

const groupScope = (
  rows: ReadonlyMap<string, Rows>,
  distincts: ReadonlyMap<DistinctMeasure, Distinct>,
  key: string,
): Scope => ({
  tallies: (facts) => rows.get(facts)?.inGroups.get(key) ?? [],
  distinct: (measure) => distincts.get(measure)?.inGroups.get(key) ?? 0,
})

/** What is read of the facts of one name. */
interface FactsRead {
  readonly name: string
  readonly facts: Facts
  readonly rows: readonly Tally[]
  readonly inTotal: readonly Tally[]
}

/** The rows of all facts that a figure needs, one statement each. */
async function readRows(reading: Reading): Promise<ReadonlyMap<string, Rows>> {
  const { definition, grouping, request } = reading
  const read: FactsRead[] = []
  for (const [name, wanted] of wantedOf(definition)) read.push(await readFacts(reading, name, wanted))
  const range = rangeOf(
    read.flatMap(({ rows }) => rows),
    grouping,
    request,
  )
  return new Map(
    read.map(({ name, facts, rows, inTotal }) => [
      name,
      { inTotal, inGroups: byGroup('on' in facts.placed ? rows : carried(rows, range)) },
    ]),
  )
}

async function readFacts(
  { models, definition, grouping, request }: Reading,
  name: string,
  wanted: Wanted,
): Promise<FactsRead> {
  const facts = factsOf(definition, name)
  const rows = await tally(models, facts, wanted, grouping, request, earliestEnd(grouping, request))
  // A fact of several rows may stand in several groups, so that groups do not add up to the total.
  const isApart = facts.oneBy !== undefined && isGrouped(grouping)
  return { name, facts, rows, inTotal: isApart ? await tally(models, facts, wanted, UNGROUPED, request) : atEnd(rows) }
}

async function readDistincts(reading: Reading): Promise<ReadonlyMap<DistinctMeasure, Distinct>> {
  const distincts = new Map<DistinctMeasure, Distinct>()
  for (const measure of distinctsOf(reading.definition)) distincts.set(measure, await readDistinct(reading, measure))
  return distincts
}

async function readDistinct(
  { models, definition, grouping, request }: Reading,
  measure: DistinctMeasure,
): Promise<Distinct> {
  const facts = factsOf(definition, measure.of)
  const counted = async (by: Grouping): Promise<Map<string, number>> =>
    new Map((await countDistinct(models, facts, measure, by, request)).map((row) => [groupKey(row), row.n]))
  if (!isGrouped(grouping)) return { inTotal: (await counted(grouping)).get(ALL) ?? 0, inGroups: new Map() }
  const inGroups = await counted(grouping)
  // A project stands in one group, so that counting them once more would find the sum.
  const isInOne =
    measure.column === 'projectId' && grouping.period === undefined && ownerOf(facts.table) === 'projectId'
  const inTotal = isInOne ? [...inGroups.values()].reduce((sum, n) => sum + n, 0) : (await counted(UNGROUPED)).get(ALL)
  return { inTotal: inTotal ?? 0, inGroups }
}

/** Rows that were left by the end of `to` are there for the groups of earlier periods only. */
const atEnd = (rows: readonly Tally[]): readonly Tally[] => rows.filter(({ leftIn }) => leftIn === undefined)

/** The earliest day as at the end of which something is asked: what was left by then matters to no group. */
function earliestEnd({ period }: Grouping, { from, to }: Request): number {
  if (period === undefined) return to
  return from === FIRST_DAY ? FIRST_DAY - 1 : Math.min(to, lastDayOf(periodAt(from, period), period))
}

interface Range {
  readonly first: number
  readonly last: number
}

/** The periods of which groups may speak: those of `from` to `to`, or those of the rows where the query has no bound. */
function rangeOf(rows: readonly Tally[], { period }: Grouping, { from, to }: Request): Range {
  if (period === undefined) return { first: 0, last: 0 }
  const periods = rows.flatMap((row) => [row.period ?? [], row.leftIn ?? []]).flat()
  const least = (a: number, b: number): number => Math.min(a, b)
  const most = (a: number, b: number): number => Math.max(a, b)
  return {
    first: from === FIRST_DAY ? periods.reduce(least, Number.POSITIVE_INFINITY) : periodAt(from, period),
    last: to === LAST_DAY ? periods.reduce(most, Number.NEGATIVE_INFINITY) : periodAt(to, period),
  }
}

/** Rows that stand, in every period at whose end they do. */
function carried(rows: readonly Tally[], { first, last }: Range): readonly Tally[] {
  return rows.flatMap((row) => {
    if (row.period === undefined) return [row]
    const from = Math.max(row.period, first)
    const until = row.leftIn ?? last + 1
    return Array.from({ length: Math.max(0, until - from) }, (_, index) => ({ ...row, period: from + index }))
  })
}

function byGroup(rows: readonly Tally[]): ReadonlyMap<string, readonly Tally[]> {
  const groups = new Map<string, Tally[]>()
  for (const row of rows) {
    const key = groupKey(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
