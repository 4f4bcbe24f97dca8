import { Client } from 'pg'
import { DATA, LEAF, META } from '../bare.ts'
import { BATCH_EVENTS, type Contender, during, type Places, type Result, type Size, timing } from './contender.ts'

/** What the driver alone does with the same bytes in PostgreSQL: the measure that the store is held against. */

const BLOB = Buffer.alloc(32, 7)
const PAGE_ROWS = 500
const CONNECTIONS = 64
const FACTS = 'position, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms, data'

const TABLE = `CREATE TABLE bare_events (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id text COLLATE "C" NOT NULL UNIQUE,
  stream text COLLATE "C" NOT NULL, revision int NOT NULL, type text NOT NULL, schema_version int NOT NULL,
  occurred_ms bigint NOT NULL, recorded_ms bigint NOT NULL, data text NOT NULL, data_salt bytea NOT NULL,
  meta text NOT NULL, meta_salt bytea NOT NULL, leaf text NOT NULL, leaf_hash bytea NOT NULL, UNIQUE (stream, revision))`

const INSERT = `INSERT INTO bare_events (event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms,
    data, data_salt, meta, meta_salt, leaf, leaf_hash)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::bigint[], $7::bigint[],
    $8::text[], $9::bytea[], $10::text[], $11::bytea[], $12::text[], $13::bytea[])`

export async function barePostgres({ main: url }: Places, { ms, logEvents }: Size): Promise<Contender> {
  const connect = async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    return client
  }
  const client = await connect()
  await client.query(TABLE)
  let written = 0

  /** One durable transaction. */
  async function insert(by: Client, count: number): Promise<number> {
    const first = written
    written += count
    const each = <T>(value: (n: number) => T) => Array.from({ length: count }, (_, i) => value(first + i))
    const values = [
      each(() => crypto.randomUUID()),
      each((n) => `project-${Math.floor(n / 1000)}`),
      each((n) => n % 1000),
      each(() => 'BidSubmitted'),
      each(() => 1),
      each(() => 1_700_000_000_000),
      each(() => 1_700_000_000_000),
      each(() => DATA),
      each(() => BLOB),
      each(() => META),
      each(() => BLOB),
      each(() => LEAF),
      each(() => BLOB),
    ]
    await by.query({ name: 'insert', text: INSERT, values })
    return count
  }

  async function scan(columns: string, look: (row: unknown[]) => void = () => {}): Promise<number> {
    const text = `SELECT ${columns} FROM bare_events WHERE position > $1 ORDER BY position LIMIT ${PAGE_ROWS}`
    let [seen, after] = [0, '0']
    for (;;) {
      const { rows } = await client.query({ text, values: [after], rowMode: 'array' })
      seen += rows.length
      rows.forEach(look)
      if (rows.length < PAGE_ROWS) return seen
      after = rows.at(-1)?.[0]
    }
  }

  async function readStream(): Promise<number> {
    const text = 'SELECT * FROM bare_events WHERE stream = $1 ORDER BY revision'
    return (await client.query({ text, values: ['project-0'], rowMode: 'array' })).rows.length
  }

  /** A transaction each; the connections are there only while they are measured. */
  async function singlyOverMany(): Promise<Result> {
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, connect))
    const idle = [...clients]
    const result = await during(ms, CONNECTIONS, async () => {
      const one = idle.pop() as Client
      const count = await insert(one, 1)
      idle.push(one)
      return count
    })
    await Promise.all(clients.map((one) => one.end()))
    return result
  }

  while (written < logEvents) await insert(client, PAGE_ROWS)
  const grouped = (rows: number) => () => during(ms, 1, () => insert(client, rows))
  return {
    stream: () => during(ms, 1, readStream),
    replay: () => timing(() => scan('*')),
    facts: () => timing(() => scan(FACTS)),
    feed: () => timing(() => scan('*', parse)),
    single1: grouped(1),
    single64: grouped(64),
    each64: singlyOverMany,
    single256: grouped(256),
    batch: grouped(BATCH_EVENTS),
  }
}

/** Data and meta, where the table has them. */
function parse(row: unknown[]): void {
  JSON.parse(row[8] as string)
  JSON.parse(row[10] as string)
}
