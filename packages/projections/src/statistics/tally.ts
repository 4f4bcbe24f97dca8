import type { Parameter, Queryable } from '../queryable.ts'
import type { Condition, Facts, Period } from './definition.ts'
import { exactSum, readSum } from './exact-sum.ts'
import { column, condition, factsWhere, type Request, source, standing } from './facts-sql.ts'
import { periodSql } from './period.ts'
import { all, list, name, type Sql, sql } from './sql.ts'

/** By what rows are grouped: columns, and at most one period. */
export interface Grouping {
  readonly columns: readonly string[]
  readonly period: Period | undefined
}

export const UNGROUPED: Grouping = { columns: [], period: undefined }

/** Which columns of facts a figure tells apart, and which money it sums. */
export interface Wanted {
  readonly facets: readonly string[]
  readonly amounts: readonly string[]
}

/** How many rows are alike in everything that the figure looks at, and what their money comes to. */
export interface Tally {
  readonly columns: readonly (string | null)[]
  /** The period of its day; of rows that stand, the one in which they began. */
  readonly period: number | undefined
  /** Of rows that stand: the period in which they were left, if that was by the end of `to`. */
  readonly leftIn: number | undefined
  readonly facets: { readonly [column: string]: Parameter }
  readonly n: number
  readonly minor: { readonly [column: string]: bigint }
}

/**
 * Counts the rows of facts by groups and facets, in one statement. Of rows that stand, only those are read that had not
 * been left by the end of the day `since`.
 */
export async function tally(
  models: Queryable,
  facts: Facts,
  wanted: Wanted,
  grouping: Grouping,
  request: Request,
  since: number = request.to,
): Promise<Tally[]> {
  const keys = keysOf(facts, grouping, request)
  const told = [
    ...keys.map((_, index) => name(`key${index}`)),
    ...wanted.facets.map((_, index) => name(`facet${index}`)),
  ]
  const sums = wanted.amounts.flatMap((_, index) => exactSum(name(`amount${index}Minor`), `amount${index}`))
  const statement = sql`SELECT ${list([...told, ...sums, sql`COUNT(*) AS "n"`])}
    FROM (${factsRows(facts, wanted, keys, request, since)}) AS "facts" ${groupBy(told)}`
  const rows = await models.query<ResultRow>(statement.text, statement.params)
  return rows.filter(({ n }) => n !== 0).map((row) => read(row, wanted, grouping))
}

/** Where rows count: their groups, in columns and period. */
export type GroupOf = Pick<Tally, 'columns' | 'period'>

/** How many distinct values a column has, among the rows of facts for which the conditions hold. */
export async function countDistinct(
  models: Queryable,
  facts: Facts,
  distinct: { readonly column: string; readonly where: readonly Condition[] },
  grouping: Grouping,
  request: Request,
): Promise<(GroupOf & { readonly n: number })[]> {
  const keys = keysOf(facts, grouping, request)
  const where = all([
    factsWhere(facts, request),
    ...distinct.where.map((one) => condition(one, (asked) => column(facts, asked, request), request)),
  ])
  const columns = [
    ...keys.map((key, index) => sql`${key} AS ${name(`key${index}`)}`),
    sql`${name(distinct.column)} AS "value"`,
  ]
  const told = keys.map((_, index) => name(`key${index}`))
  const statement = sql`SELECT ${list([...told, sql`COUNT(DISTINCT "value") AS "n"`])}
    FROM (SELECT ${list(columns)} FROM ${source(facts.table)} WHERE ${where}) AS "facts" ${groupBy(told)}`
  const rows = await models.query<ResultRow>(statement.text, statement.params)
  return rows.map((row) => read(row, { facets: [], amounts: [] }, grouping))
}

type ResultRow = Readonly<Record<string, Parameter>> & { readonly n: number }

/** Groups of rows that stand have two periods: the one in which they began, and the one in which they were left. */
function keysOf(facts: Facts, { columns, period }: Grouping, request: Request): Sql[] {
  const keys = columns.map(name)
  if (period === undefined) return keys
  const { placed } = facts
  if ('on' in placed) return [...keys, periodSql(column(facts, placed.on, request), period)]
  const began = periodSql(column(facts, placed.from, request), period)
  if (placed.until === undefined) return [...keys, began, sql`NULL`]
  const left = column(facts, placed.until, request)
  return [...keys, began, sql`CASE WHEN ${left} <= ${request.to} THEN ${periodSql(left, period)} END`]
}

/** One row a fact, with its keys, facets and amounts under plain names. */
function factsRows(
  facts: Facts,
  { facets, amounts }: Wanted,
  keys: readonly Sql[],
  request: Request,
  since: number,
): Sql {
  // Rows that are one fact agree on its facets; where they do not, one of them speaks for all.
  const facetOf = (facet: string): Sql =>
    facts.oneBy ? sql`MIN(${column(facts, facet, request)})` : column(facts, facet, request)
  const columns = [
    ...keys.map((key, index) => sql`${key} AS ${name(`key${index}`)}`),
    ...facets.map((facet, index) => sql`${facetOf(facet)} AS ${name(`facet${index}`)}`),
    ...amounts.map((amount, index) => sql`${name(amount)} AS ${name(`amount${index}Minor`)}`),
    sql`1 AS "one"`,
  ]
  const isOne = facts.oneBy
    ? groupBy([...keys.map((_, index) => name(`key${index}`)), ...facts.oneBy.map(name)])
    : sql``
  const where = sql`${factsWhere(facts, request)} AND ${standing(facts, since, request)}`
  return sql`SELECT ${list(columns)} FROM ${source(facts.table)} WHERE ${where} ${isOne}`
}

const groupBy = (columns: readonly Sql[]): Sql => (columns.length === 0 ? sql`` : sql`GROUP BY ${list(columns)}`)

function read(row: ResultRow, { facets, amounts }: Wanted, { columns, period }: Grouping): Tally {
  const at = (key: string): Parameter => row[key] ?? null
  const numberAt = (key: string): number | undefined => (at(key) === null ? undefined : Number(at(key)))
  return {
    columns: columns.map((_, index) => at(`key${index}`) as string | null),
    period: period && numberAt(`key${columns.length}`),
    leftIn: period && numberAt(`key${columns.length + 1}`),
    facets: Object.fromEntries(facets.map((facet, index) => [facet, at(`facet${index}`)])),
    n: Number(row.n),
    minor: Object.fromEntries(amounts.map((amount, index) => [amount, readSum(row, `amount${index}`)])),
  }
}
