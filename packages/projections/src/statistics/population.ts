import { BrokenInvariant, fromMinor, type Money, projectStream, utcMillis } from '@procurement-ledger/core'
import { cursorOf, isAfter } from '../lists/cursor.ts'
import { takenFromBond } from '../lists/taken-from-bond.ts'
import { DEFAULT_PAGE, type PopulationQuery } from '../query.ts'
import type { Parameter, Queryable } from '../queryable.ts'
import {
  type Condition,
  type Definition,
  type EventColumns,
  type Facts,
  isMeasure,
  type Measure,
  ownerOf,
  type Template,
} from './definition.ts'
import { factsOf } from './demand.ts'
import { exactSum, readSum } from './exact-sum.ts'
import { column, condition, factsWhere, type Request, source, standing } from './facts-sql.ts'
import { requestOf } from './figure.ts'
import { all, list, name, type Sql, sql } from './sql.ts'

/** One event behind a figure. */
export interface PopulationEvent {
  readonly eventId: string
  /** In UTC; the event itself has the text that was stated. */
  readonly occurredAt: string
}

/** One row behind a figure. */
export interface PopulationItem {
  /** None where the row is about no project. */
  readonly projectId?: string
  /** In statistics that are not of projects alone: whose stream has the events. */
  readonly stream?: string
  /** The award, contract, bond, session, objection or material; none where it is the project itself. */
  readonly subject?: string
  readonly eventId?: string
  readonly occurredAt?: string
  readonly start?: PopulationEvent | null
  readonly end?: PopulationEvent | null
  readonly value?: number | Money | null
  /** Why it is not in the figure. */
  readonly excluded?: string
}

export interface PopulationPage {
  readonly items: readonly PopulationItem[]
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
}

/**
 * The rows behind a number of a figure, or those that were left out of it for a reason; as many as the number says.
 * `query` has passed `populationQuery(definition)`.
 */
export async function population(
  models: Queryable,
  definition: Definition,
  query: PopulationQuery,
): Promise<PopulationPage> {
  const { limit = DEFAULT_PAGE } = query
  const key = askedKey(definition, query)
  const measure = measureAt(definition, key)
  const facts = factsOf(definition, measure.of)
  const request = requestOf(definition, query)
  const statement = pageOf(facts, conditionsOf(measure), request, query.after, limit + 1)
  // One more than asked for tells whether there is a next page.
  const rows = await models.query<ItemRow>(statement.text, statement.params)
  const items = rows.slice(0, limit).map((row) => itemOf(row, facts, reasonOf(key)))
  const last = rows[limit - 1]
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(last.owner, last.key) } : { items }
}

/** A row behind a figure with what it is known by: two rows of different cuts are one where `fact` is the same. */
export interface KnownRow {
  readonly fact: string
  /** The project, or the stream, whose row it is. */
  readonly owner: string
  readonly key: string
  readonly item: PopulationItem
}

/**
 * Whether the rows of a stream follow from its events alone. They do not where rows of several projects are one fact, such
 * as a session that evaluates several sections, nor where a row of an enterprise is grouped by the project that it names.
 */
export function isOfItsStream(definition: Definition, query: PopulationQuery): boolean {
  const { oneBy, table } = factsOf(definition, measureAt(definition, askedKey(definition, query)).of)
  return oneBy === undefined && ownerOf(table) === 'projectId'
}

/** The rows behind a number, only those of some projects where these are named. */
export async function populationOf(
  models: Queryable,
  definition: Definition,
  query: PopulationQuery,
  projectIds?: readonly string[],
): Promise<readonly KnownRow[]> {
  const key = askedKey(definition, query)
  const measure = measureAt(definition, key)
  const facts = factsOf(definition, measure.of)
  const request = requestOf(definition, query)
  const { oneBy = [], table } = facts
  const columns = [...columnsOf(facts, request), ...oneBy.map((one, i) => sql`${name(one)} AS ${name(`fact${i}`)}`)]
  const within = projectIds && sql`"projectId" IN (${list(projectIds.map((id) => sql`${id}`))})`
  const { text, params } = sql`SELECT ${list(columns)} FROM ${source(table)}
    WHERE ${matching(facts, conditionsOf(measure), request)} AND ${within ?? all([])}
    ORDER BY ${name(ownerOf(table))}, "key"`
  const rows = await models.query<ItemRow & { readonly [column: string]: Parameter }>(text, params)
  return rows.map((row) => ({
    fact: JSON.stringify(oneBy.length > 0 ? oneBy.map((_, i) => row[`fact${i}`]) : [row.owner, row.key]),
    owner: row.owner,
    key: row.key,
    item: itemOf(row, facts, reasonOf(key)),
  }))
}

/** The streams whose events a row may follow from. */
export async function streamsBehind(
  models: Queryable,
  definition: Definition,
  query: PopulationQuery,
  { fact, item }: KnownRow,
): Promise<readonly string[]> {
  const { table, oneBy } = factsOf(definition, measureAt(definition, askedKey(definition, query)).of)
  const own = item.projectId === undefined ? [] : [projectStream(item.projectId)]
  if (oneBy === undefined) return item.stream === undefined ? own : [item.stream, ...own]
  const values = JSON.parse(fact) as readonly (string | null)[]
  const isIt = oneBy.map((one, i) => {
    const value = values[i] ?? null
    return value === null ? sql`${name(one)} IS NULL` : sql`${name(one)} = ${value}`
  })
  const { text, params } = sql`SELECT DISTINCT "projectId" FROM ${source(table)} WHERE ${all(isIt)}`
  const rows = await models.query<{ readonly projectId: string }>(text, params)
  return rows.map(({ projectId }) => projectStream(projectId))
}

/** How many rows stand behind a number, and what their values come to: days, or minor units of the asked currency. */
export interface PopulationSum {
  readonly n: number
  /** Undefined where the rows have no value. */
  readonly sum: bigint | undefined
  readonly isMoney: boolean
}

export async function populationSum(
  models: Queryable,
  definition: Definition,
  query: PopulationQuery,
): Promise<PopulationSum> {
  const measure = measureAt(definition, askedKey(definition, query))
  const facts = factsOf(definition, measure.of)
  const request = requestOf(definition, query)
  const { value } = facts.item
  const isMoney = value?.endsWith('Minor') ?? false
  const shown = value === undefined ? sql`NULL` : shownValue(facts, value, request)
  const counted = isMoney ? sql`CASE WHEN "currency" = ${request.currency} THEN ${shown} END` : shown
  const { text, params } = sql`SELECT ${list([sql`COUNT(*) AS "n"`, ...exactSum(name('value'), 'value')])}
    FROM (SELECT ${counted} AS "value" FROM ${source(facts.table)}
      WHERE ${matching(facts, conditionsOf(measure), request)}) AS "facts"`
  const [row] = await models.query<SumRow>(text, params)
  const sum = row === undefined ? 0n : readSum(row, 'value')
  return { n: Number(row?.n ?? 0), sum: value === undefined ? undefined : sum, isMoney }
}

type SumRow = Readonly<Record<string, Parameter>> & { readonly n: number }

/** The columns of the rows that `population` answers, for a table of them: the same on every page, and without rows. */
export function populationColumns(definition: Definition, query: PopulationQuery): readonly string[] {
  const { item, table } = factsOf(definition, measureAt(definition, askedKey(definition, query)).of)
  const event = (at: string) => [`${at}eventId`, `${at}occurredAt`]
  return [
    'projectId',
    ...(ownerOf(table) === 'stream' ? ['stream'] : []),
    ...(item.subject === undefined ? [] : ['subject']),
    ...(item.event ? event('') : []),
    ...(item.start ? event('start.') : []),
    ...(item.end ? event('end.') : []),
    ...(item.value === undefined ? [] : valueColumns(item.value)),
    ...(query.excluded === undefined ? [] : ['excluded']),
  ]
}

const valueColumns = (value: string): readonly string[] =>
  value.endsWith('Minor') ? ['value.amount', 'value.currency'] : ['value']

/** The columns of an item under names of their own; a value is money where its currency is known. */
interface ItemRow {
  readonly owner: string
  readonly projectId: string | null
  readonly key: string
  readonly subject: string | null
  readonly eventId: string | null
  readonly eventMs: number | null
  readonly startId: string | null
  readonly startMs: number | null
  readonly endId: string | null
  readonly endMs: number | null
  readonly value: number | null
  readonly valueMinor: bigint | null
  readonly currency: string | null
}

const askedKey = ({ population }: Definition, { key, excluded }: PopulationQuery): string =>
  excluded === undefined ? (key ?? population) : `excluded.${excluded}`

function measureAt(definition: Definition, key: string): Measure {
  const { figure, excluded } = definition
  const root: Template = { ...figure, excluded }
  const found = key
    .split('.')
    .reduce<Measure | Template | undefined>(
      (entry, part) =>
        entry === undefined || isMeasure(entry) || !Object.hasOwn(entry, part) ? undefined : entry[part],
      root,
    )
  if (found === undefined || !isMeasure(found)) throw new BrokenInvariant(`${definition.id} has no measure at ${key}`)
  return found
}

/** Of a share, those that have it. */
const conditionsOf = (measure: Measure): readonly Condition[] =>
  'having' in measure ? [...measure.where, ...measure.having] : measure.where

const reasonOf = (key: string): string | undefined =>
  key.startsWith('excluded.') ? key.slice('excluded.'.length) : undefined

function pageOf(
  facts: Facts,
  conditions: readonly Condition[],
  request: Request,
  after: string | undefined,
  rows: number,
): Sql {
  const owner = ownerOf(facts.table)
  return sql`SELECT ${list(columnsOf(facts, request))} FROM ${source(facts.table)}
    WHERE ${matching(facts, conditions, request)} AND ${isAfter(after, owner)} ORDER BY ${name(owner)}, "key" LIMIT ${rows}`
}

const matching = (facts: Facts, conditions: readonly Condition[], request: Request): Sql =>
  facts.oneBy ? firstOfEach(facts, conditions, request) : each(facts, conditions, request)

const each = (facts: Facts, conditions: readonly Condition[], request: Request): Sql =>
  all([
    ...placed(facts, request),
    ...conditions.map((one) => condition(one, (asked) => column(facts, asked, request), request)),
  ])

/** Of rows that are one fact, that of the first project; what they are is told as the figure tells it. */
function firstOfEach(facts: Facts, conditions: readonly Condition[], request: Request): Sql {
  const having = conditions.map((one) => condition(one, (asked) => sql`MIN(${column(facts, asked, request)})`, request))
  const oneBy = (facts.oneBy ?? []).map(name)
  return sql`("projectId", "key") IN (SELECT MIN("projectId"), MIN("key") FROM ${source(facts.table)}
    WHERE ${all(placed(facts, request))} GROUP BY ${list(oneBy)} HAVING ${all(having)})`
}

const placed = (facts: Facts, request: Request): Sql[] => [
  factsWhere(facts, request),
  ...('on' in facts.placed ? [] : [standing(facts, request.to, request)]),
]

function columnsOf(facts: Facts, request: Request): Sql[] {
  const { subject, event, start, end, value } = facts.item
  const isMoney = value?.endsWith('Minor') ?? false
  const valueSql = value === undefined ? sql`NULL` : shownValue(facts, value, request)
  return [
    sql`${name(ownerOf(facts.table))} AS "owner"`,
    sql`"projectId"`,
    sql`"key"`,
    sql`${subject === undefined ? sql`NULL` : name(subject)} AS "subject"`,
    ...stamp('event', event),
    ...stamp('start', start),
    ...stamp('end', end),
    sql`${isMoney ? sql`NULL` : valueSql} AS "value"`,
    sql`${isMoney ? valueSql : sql`NULL`} AS "valueMinor"`,
    sql`${isMoney ? name('currency') : sql`NULL`} AS "currency"`,
  ]
}

const stamp = (prefix: string, columns: EventColumns | undefined): Sql[] => [
  sql`${columns ? name(columns.id) : sql`NULL`} AS ${name(`${prefix}Id`)}`,
  sql`${columns ? name(columns.ms) : sql`NULL`} AS ${name(`${prefix}Ms`)}`,
]

/** What is still held of a bond at the end of `to` stands in no row: it is what its movements by then leave. */
const shownValue = (facts: Facts, value: string, request: Request): Sql =>
  value === 'heldMinor'
    ? sql`"amountMinor" - ${takenFromBond(sql`"m"."occurredOn" <= ${request.to}`)}`
    : column(facts, value, request)

function itemOf(row: ItemRow, { item, table }: Facts, excluded: string | undefined): PopulationItem {
  const event = eventOf(row.eventId, row.eventMs)
  return {
    ...(row.projectId !== null && { projectId: row.projectId }),
    ...(ownerOf(table) === 'stream' && { stream: row.owner }),
    ...(row.subject !== null && row.subject !== '' && { subject: row.subject }),
    ...event,
    ...(item.start && { start: eventOf(row.startId, row.startMs) }),
    ...(item.end && { end: eventOf(row.endId, row.endMs) }),
    ...(item.value !== undefined && { value: moneyOf(row) ?? row.value }),
    ...(excluded !== undefined && { excluded }),
  }
}

const eventOf = (eventId: string | null, ms: number | null): PopulationEvent | null =>
  eventId === null || ms === null ? null : { eventId, occurredAt: utcMillis(ms) }

const moneyOf = ({ valueMinor, currency }: { valueMinor: Parameter; currency: string | null }): Money | undefined =>
  valueMinor === null || currency === null ? undefined : fromMinor(BigInt(valueMinor), currency)
