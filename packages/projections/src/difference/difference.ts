import { fromMinor, type Instant, type Money, toMinor } from '@procurement-ledger/core'
import { cutOf, keyOfCut, type LogCut } from '../cuts/cut.ts'
import type { Cuts } from '../cuts/cuts.ts'
import { type Needs, needsOfStatistic, projectionOf } from '../cuts/needs.ts'
import type { FactSource } from '../follower/fact-source.ts'
import { cursorOf } from '../lists/cursor.ts'
import { DEFAULT_PAGE, type DifferenceQuery, type PopulationQuery } from '../query.ts'
import type { Snapshots } from '../queryable.ts'
import type { Definition } from '../statistics/definition.ts'
import { type AnsweredFigure, DEFAULT_CURRENCY, figure, type StatisticAnswer } from '../statistics/figure.ts'
import { type KnownRow, type PopulationItem, populationSum } from '../statistics/population.ts'
import { type ChangedRow, changedRows, type Sides, streamsOf } from './changed-rows.ts'
import { type EventBetween, EventsBetween } from './events-between.ts'

/** Events that are told of one row. */
const MAX_EVENTS = 50

/** A row behind the figure that is not the same in both cuts. */
export interface DifferenceItem {
  /** None where the row is about no project. */
  readonly projectId?: string
  /** In statistics that are not of projects alone: whose stream the row is of. */
  readonly stream?: string
  readonly change: 'came' | 'went' | 'changed'
  readonly before: PopulationItem | null
  readonly after: PopulationItem | null
  /** What it adds to the number of rows: 1, -1 or 0. */
  readonly n: number
  /** What it adds to their sum; none where rows have no value, or one in another currency. */
  readonly value?: number | Money
  /** The events of its project that lie between the cuts and that such rows depend on, oldest first. */
  readonly events: readonly EventBetween[]
  /** How many more there are than are told. */
  readonly eventsLeftOut?: number
}

/** The figure as of one of the cuts. */
export interface FigureAt extends Pick<StatisticAnswer, 'position' | 'asOf' | 'total'> {
  readonly links: StatisticAnswer['links']
}

export interface Difference {
  readonly head: Omit<StatisticAnswer, 'position' | 'asOf' | 'groups' | 'total' | 'links'>
  readonly a: FigureAt
  readonly b: FigureAt
  /** Of the rows behind the asked key, from a to b: how many more, and by how much their values changed. */
  readonly change: { readonly n: number; readonly sum?: number | Money }
  readonly items: readonly DifferenceItem[]
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
}

/** One of the two cuts, as the query states it: a position or an instant. */
const parametersOf = (text: string): { readonly atPosition: string } | { readonly asOf: Instant } =>
  /^[0-9]+$/.test(text) ? { atPosition: text } : { asOf: text as Instant }

const cutOfText = (text: string): LogCut => cutOf(parametersOf(text)) as LogCut

/** The models of both cuts, and the log that lies between them. */
interface Compared {
  readonly a: Snapshots
  readonly b: Snapshots
  readonly log: FactSource
  /** Up to here both hold everything. */
  readonly wholeUntil: bigint
  readonly needs: Needs
  /** Projects that may have changed. */
  readonly most: number
}

/**
 * Why a figure is not the same in two cuts: the rows behind it that came, went or changed, each with the events that
 * made the difference. `query` has passed `differenceQuery(definition)`. What all items add is the change of the figure.
 *
 * `waitMs`: how long to wait for each cut to be folded; left out: until it is.
 *
 * @throws CutError DIFFERENCE_TOO_LARGE, and what `Cuts.read` throws
 */
export function difference(
  { cuts, log }: { readonly cuts: Cuts; readonly log: FactSource },
  definition: Definition,
  query: DifferenceQuery,
  waitMs?: number,
): Promise<Difference> {
  const needs = needsOfStatistic(definition, query)
  const at = (cut: string) => ({ cut: cutOfText(cut), needs, ...(waitMs !== undefined && { waitMs }) })
  const most = cuts.limits.changedProjects
  return cuts.read(at(query.a), (a, wholeA) =>
    cuts.read(at(query.b), (b, wholeB) =>
      differenceOf({ a, b, log, wholeUntil: lesser(wholeA, wholeB), needs, most }, definition, query),
    ),
  )
}

const lesser = (one: bigint, other: bigint): bigint => (one < other ? one : other)
const greater = (one: bigint, other: bigint): bigint => (one < other ? other : one)

async function differenceOf(
  { a, b, log, wholeUntil, needs, most }: Compared,
  definition: Definition,
  query: DifferenceQuery,
): Promise<Difference> {
  const { a: first, b: second, key: _key, excluded: _excluded, after, limit = DEFAULT_PAGE, ...narrowed } = query
  const population: PopulationQuery = withoutCuts(query)
  const [atA, atB] = [await figure(a, definition, narrowed), await figure(b, definition, narrowed)]
  const sums = [await populationSum(a, definition, population), await populationSum(b, definition, population)] as const
  const { reads, refoldsOn } = projectionOf(needs)
  const cuts = [cutOfText(first), cutOfText(second)] as const
  const span = { after: wholeUntil, until: greater(await a.position(), await b.position()) }
  const between = new EventsBetween(log, cuts, span, reads && [...reads, ...refoldsOn])
  const currency = query.currency ?? DEFAULT_CURRENCY
  const isSame = keyOfCut(cuts[0]) === keyOfCut(cuts[1])
  const streams = isSame ? new Set<string>() : await between.streams(most)
  const page = { a, b, between, definition, population, currency }
  const rows = await changedRows(page, streams, after, limit + 1)
  const items: DifferenceItem[] = []
  for (const row of rows.slice(0, limit)) items.push(await itemOf(row, page, await streamsOf(row, page, streams)))
  const last = rows[limit - 1]
  return {
    head: headOf(atB),
    a: figureAt(atA, first),
    b: figureAt(atB, second),
    change: {
      n: sums[1].n - sums[0].n,
      ...(sums[0].sum !== undefined && {
        sum: asValue((sums[1].sum ?? 0n) - sums[0].sum, sums[0].isMoney, currency),
      }),
    },
    items,
    ...(rows.length > limit && last !== undefined && { next: cursorOf(last.owner, last.key) }),
  }
}

const asValue = (minor: bigint, isMoney: boolean, currency: string): number | Money =>
  isMoney ? fromMinor(minor, currency) : Number(minor)

interface Page extends Sides {
  readonly between: EventsBetween
  readonly currency: string
}

async function itemOf({ before, after }: ChangedRow, page: Page, streams: readonly string[]): Promise<DifferenceItem> {
  const events = (await Promise.all(streams.map((stream) => page.between.of(stream)))).flat()
  const value = addedValue(before?.item, after?.item, page.currency)
  const { projectId, stream } = ((after ?? before) as KnownRow).item
  return {
    ...(projectId !== undefined && { projectId }),
    ...(stream !== undefined && { stream }),
    change: before === undefined ? 'came' : after === undefined ? 'went' : 'changed',
    before: before?.item ?? null,
    after: after?.item ?? null,
    n: (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    ...(value !== undefined && { value }),
    events: events.slice(0, MAX_EVENTS),
    ...(events.length > MAX_EVENTS && { eventsLeftOut: events.length - MAX_EVENTS }),
  }
}

function addedValue(
  before: PopulationItem | undefined,
  after: PopulationItem | undefined,
  currency: string,
): number | Money | undefined {
  const [from, to] = [before?.value, after?.value]
  const some = to ?? from
  if (some === undefined || some === null) return undefined
  if (typeof some === 'number') return Number(to ?? 0) - Number(from ?? 0)
  if (some.currency !== currency) return undefined
  return fromMinor(minorOf(to, currency) - minorOf(from, currency), currency)
}

/** Of another currency nothing is added to a sum in this one. */
const minorOf = (value: PopulationItem['value'], currency: string): bigint =>
  typeof value === 'object' && value !== null && value.currency === currency ? toMinor(value) : 0n

function withoutCuts({ a: _a, b: _b, ...population }: DifferenceQuery): PopulationQuery {
  return population
}

function headOf(answer: StatisticAnswer): Difference['head'] {
  const { position: _position, asOf: _asOf, groups: _groups, total: _total, links: _links, ...head } = answer
  return head
}

/** Of a table of differences: one line an event of a row. */
export const DIFFERENCE_COLUMNS: readonly string[] = [
  ...['projectId', 'stream', 'subject', 'change', 'n', 'value', 'value.amount', 'value.currency'],
  ...['event.position', 'event.type', 'event.eventId', 'event.recordedAt', 'event.occurredAt'],
]

export const differenceLines = ({ projectId, stream, change, before, after, n, value, events }: DifferenceItem) =>
  events.map((event) => ({ projectId, stream, subject: (after ?? before)?.subject ?? null, change, n, value, event }))

/** As a figure that was asked for with this cut alone. */
function figureAt({ position, total, links }: StatisticAnswer, text: string): FigureAt {
  const cut = parametersOf(text)
  const parameter = new URLSearchParams(cut).toString()
  const asked = (path: string) => `${path}${path.includes('?') ? '&' : '?'}${parameter}`
  const { definition, population, exclusions } = links
  return {
    position,
    ...('asOf' in cut && cut),
    total: total as AnsweredFigure,
    links: { definition, population: asked(population), exclusions: asked(exclusions) },
  }
}
