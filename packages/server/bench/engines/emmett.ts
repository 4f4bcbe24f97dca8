import { dumbo, rawSql, sql } from '@event-driven-io/dumbo'
import type { Event } from '@event-driven-io/emmett'
import {
  getPostgreSQLEventStore,
  type PostgresEventStore,
  postgreSQLProjection,
  readMessagesBatch,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql'
import { DATA, META } from '../bare.ts'
import {
  BATCH_EVENTS,
  type Contender,
  during,
  fill,
  type Places,
  type Result,
  type Size,
  STREAM_EVENTS,
  timing,
} from './contender.ts'

/** Emmett on PostgreSQL, opened as its documents show it: data and metadata of the same bytes, no evidence. */

type Bid = Event<'BidSubmitted', Record<string, unknown>, Record<string, unknown>>

const BID: Bid = { type: 'BidSubmitted', data: JSON.parse(DATA), metadata: JSON.parse(META) }
const PAGE_EVENTS = 500
const HASTY = { batchSize: PAGE_EVENTS, pullingFrequencyInMs: 1 }

const bids = (count: number): Bid[] => new Array<Bid>(count).fill(BID)

export async function emmett({ main: url, second: rebuildUrl }: Places, size: Size): Promise<Contender> {
  const { ms, logEvents, emmettRebuildEvents } = size
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  await fill(logEvents, (n) => store.appendToStream(`read-${n}`, bids(BATCH_EVENTS)))
  const { execute } = dumbo({ connectionString: url })
  await fillSingly(rebuildUrl, emmettRebuildEvents)

  let streams = 0
  async function append(count: number): Promise<number> {
    await store.appendToStream(`written-${streams++}`, bids(count))
    return count
  }
  const singly = (concurrent: number) => () => during(ms, concurrent, () => append(1))

  async function replay(): Promise<Result> {
    const positions: bigint[] = []
    const { perSecond } = await timing(async () => {
      for (let after = 0n, isMore = true; isMore; ) {
        const page = await readMessagesBatch<Bid>(execute, { after, batchSize: PAGE_EVENTS })
        for (const { metadata } of page.messages) positions.push(metadata.globalPosition)
        after = page.currentGlobalPosition
        isMore = page.areMessagesLeft
      }
      return positions.length
    })
    return { perSecond, ...incomplete('replay', new Set(positions).size, logEvents, positions.length) }
  }

  return {
    stream: () => during(ms, 1, () => loadStream(store)),
    replay,
    feed: replay,
    rebuild: () => rebuild(rebuildUrl, emmettRebuildEvents),
    hasty: () => rebuild(rebuildUrl, emmettRebuildEvents, HASTY),
    single1: singly(1),
    single64: singly(64),
    single256: singly(256),
    batch: () => during(ms, 1, () => append(BATCH_EVENTS)),
  }
}

async function loadStream(store: PostgresEventStore): Promise<number> {
  const { events } = await store.readStream('read-0')
  if (events.length !== STREAM_EVENTS) throw new Error(`Emmett read ${events.length} of ${STREAM_EVENTS} events`)
  return events.length
}

/** A log as concurrent appends leave it: streams of a hundred events, each of them an append. */
async function fillSingly(url: string, events: number): Promise<void> {
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  const fillStream = async (_none: unknown, n: number) => {
    for (let i = 0; i < BATCH_EVENTS; i++) await store.appendToStream(`read-${n}`, bids(1))
  }
  await Promise.all(Array.from({ length: events / BATCH_EVENTS }, fillStream))
  await store.close()
}

let rebuilds = 0

/** A row a stream, with the number of its events; a name of its own each time, since a checkpoint outlives a rebuild. */
async function rebuild(url: string, events: number, pulling?: typeof HASTY): Promise<Result> {
  const table = `counts_${rebuilds++}`
  // As our read models have it: they lie on a disk that need not be waited for.
  const connectionString = `${url}?options=-c%20synchronous_commit%3Doff`
  const projection = postgreSQLProjection<Bid>({
    name: table,
    canHandle: ['BidSubmitted'],
    init: async ({ context }) => {
      await context.execute.command(rawSql(`CREATE TABLE ${table} (stream text PRIMARY KEY, events int NOT NULL)`))
    },
    handle: async (handled, { execute }) => {
      for (const { metadata } of handled)
        await execute.command(
          sql(
            `INSERT INTO ${table} VALUES (%L, 1) ON CONFLICT (stream) DO UPDATE SET events = ${table}.events + 1`,
            metadata.streamName,
          ),
        )
    },
  })
  const consumer = rebuildPostgreSQLProjections({
    connectionString,
    projections: [projection],
    ...(pulling && { pulling }),
  })
  const pool = dumbo({ connectionString })
  const started = performance.now()
  await consumer.start()
  const seconds = (performance.now() - started) / 1000
  const { rows } = await pool.execute.query<{ counted: number }>(
    rawSql(`SELECT coalesce(sum(events), 0)::int AS counted FROM ${table}`),
  )
  const counted = rows[0]?.counted ?? 0
  await pool.close()
  await consumer.close()
  return { perSecond: counted / seconds, ...incomplete('rebuild', counted, events) }
}

const incomplete = (what: string, found: number, of: number, delivered = found): { remark?: string } =>
  found === of && delivered === of
    ? {}
    : { remark: `Emmett: a ${what} found ${found} of ${of} events, and delivered ${delivered - found} of them twice.` }
