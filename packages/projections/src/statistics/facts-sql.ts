import { projectCondition } from '../lists/project-condition.ts'
import type { Filters } from '../query.ts'
import type { Parameter } from '../queryable.ts'
import type { Computed, Condition, Facts, Operand, TableName } from './definition.ts'
import { DIMENSIONS } from './definition.ts'
import { FIRST_DAY } from './period.ts'
import { all, list, name, type Sql, sql } from './sql.ts'

/** What a query asks, in the numbers of the rows. */
export interface Request {
  /** Inclusive day numbers. */
  readonly from: number
  readonly to: number
  /** Whether `to` was named; without it nothing is late that was never done. */
  readonly hasEnd: boolean
  readonly net: boolean
  readonly currency: string
  /** The statistic with its variant. */
  readonly measure: string
  readonly lodgedBefore: number
  readonly filters: Filters
}

/** The value of a column of the facts, own or computed. */
export function column(facts: Facts, asked: string, request: Request): Sql {
  const computed = facts.computed?.[asked]
  return computed === undefined ? name(asked) : computation(computed, request)
}

function computation(computed: Computed, { net, to, hasEnd }: Request): Sql {
  if ('days' in computed) {
    const [from, until] = [name(computed.days[0]), name(computed.days[1])]
    if (computed.net === undefined || !net) return sql`${until} - ${from}`
    // Whether an interval is negative, its whole length decides.
    return sql`CASE WHEN ${until} < ${from} THEN ${until} - ${from} ELSE ${until} - ${from} - ${name(computed.net)} END`
  }
  if ('earlier' in computed) {
    const [one, other] = [name(computed.earlier[0]), name(computed.earlier[1])]
    return sql`CASE WHEN ${one} IS NULL THEN ${other} WHEN ${other} IS NULL OR ${one} <= ${other} THEN ${one} ELSE ${other} END`
  }
  if ('aged' in computed) {
    const { since, days } = computed.aged
    return sql`CASE WHEN ${name(since)} + ${days} < ${hasEnd ? to : FIRST_DAY} THEN 1 ELSE 0 END`
  }
  if ('come' in computed) return sql`CASE WHEN ${name(computed.come)} <= ${to} THEN 1 ELSE 0 END`
  const { due, plus, done } = computed.late
  const lastDay = sql`${name(due)} + ${plus}`
  return sql`CASE WHEN CASE WHEN ${name(done)} <= ${to} THEN ${name(done)} ELSE ${hasEnd ? to : FIRST_DAY} END > ${lastDay} THEN 1 ELSE 0 END`
}

/**
 * The rows of a table, under its name. Scores and penalties are stated of an enterprise or an expert, so what they are
 * grouped by stands in the row of the project that they name, if they name one.
 */
export function source(table: TableName): Sql {
  if (table !== 'credit') return name(table)
  const dimensions = list(DIMENSIONS.map((dimension) => sql`"p".${name(dimension)}`))
  return sql`(SELECT "c".*, ${dimensions} FROM "credit" AS "c"
    LEFT JOIN "projects" AS "p" ON "p"."projectId" = "c"."projectId") AS "credit"`
}

/** What holds of every row of the facts that the query asks for. */
export function factsWhere(facts: Facts, request: Request): Sql {
  const { where = [], placed } = facts
  const conditions = where.map((one) => condition(one, (asked) => column(facts, asked, request), request))
  if ('on' in placed) {
    const on = column(facts, placed.on, request)
    conditions.push(sql`${on} BETWEEN ${request.from} AND ${request.to}`)
  } else {
    const lastDay = placed.isJudged && !request.hasEnd ? FIRST_DAY : request.to
    conditions.push(sql`${column(facts, placed.from, request)} <= ${lastDay}`)
  }
  return all([...conditions, ...filterConditions(facts.table, request.filters)])
}

/** Of rows that stand as at a day: those that had not been left by the end of it. */
export function standing(facts: Facts, day: number, request: Request): Sql {
  if (!('until' in facts.placed) || facts.placed.until === undefined) return all([])
  const { until } = facts.placed
  const computed = facts.computed?.[until]
  // The earlier of two days has not come where neither has: said so, it costs half of what working it out does.
  const days = computed !== undefined && 'earlier' in computed ? computed.earlier : [until]
  return all(
    days.map((one) => {
      const left = column(facts, one, request)
      return sql`(${left} IS NULL OR ${left} > ${day})`
    }),
  )
}

function filterConditions(table: TableName, filters: Filters): Sql[] {
  const { phase, text, ...dimensions } = filters
  // How late events were recorded has no dimensions of its own: one row an event would carry them all.
  if (table === 'lags') return anyOf(filters) ? [ofProjects(filters)] : []
  const own = DIMENSIONS.flatMap((dimension) => {
    const value = dimensions[dimension]
    return value === undefined ? [] : [sql`${name(dimension)} = ${value}`]
  })
  const ofProject = { ...(phase !== undefined && { phase }), ...(text !== undefined && { text }) }
  return anyOf(ofProject) ? [...own, ofProjects(ofProject)] : own
}

const anyOf = (filters: Filters): boolean => Object.values(filters).some((value) => value !== undefined)

const ofProjects = (filters: Filters): Sql =>
  sql`"projectId" IN (SELECT "projectId" FROM "projects" WHERE ${projectCondition(filters)})`

/** A condition in SQL; `columnOf` says what stands for a column. */
export function condition(one: Condition, columnOf: (column: string) => Sql, request: Request): Sql {
  const left = columnOf(one.column)
  if ('below' in one) return sql`${left} < ${operand(one.below, request)}`
  if ('atLeast' in one) return sql`${left} >= ${operand(one.atLeast, request)}`
  const values = 'in' in one ? one.in : one.notIn
  const known = values.filter((value) => value !== null).map((value) => sql`${operand(value, request)}`)
  const isUnknown = sql`${left} IS NULL`
  const isKnown = known.length === 0 ? undefined : sql`${left} IN (${list(known)})`
  const hasNull = known.length < values.length
  if ('in' in one) {
    if (isKnown === undefined) return isUnknown
    return hasNull ? sql`(${isUnknown} OR ${isKnown})` : isKnown
  }
  if (isKnown === undefined) return sql`${left} IS NOT NULL`
  const isOther = sql`${left} NOT IN (${list(known)})`
  return hasNull ? sql`(${left} IS NOT NULL AND ${isOther})` : sql`(${isUnknown} OR ${isOther})`
}

/** The same condition of a value that is known already. */
export function holds(one: Condition, value: Parameter, request: Request): boolean {
  if ('below' in one) return value !== null && value < operand(one.below, request)
  if ('atLeast' in one) return value !== null && value >= operand(one.atLeast, request)
  const values = 'in' in one ? one.in : one.notIn
  const isListed = values.some((listed) => (listed === null ? value === null : operand(listed, request) === value))
  return 'in' in one ? isListed : !isListed
}

const operand = (value: Operand, request: Request): string | number =>
  typeof value === 'object' ? request[value.asked] : value
