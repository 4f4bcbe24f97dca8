import { Client } from 'pg'
import { DATA, LEAF, META } from './bare.ts'

/** What the driver alone does with the same bytes in PostgreSQL: the measure that the store is held against. */

const BLOB = Buffer.alloc(32, 7)

export interface BarePostgres {
  /** Writes so many rows in durable transactions of `group` rows, one after another; answers rows a second. */
  readonly write: (rows: number, group: number) => Promise<number>
  /** Writes a row a transaction over so many connections at once. */
  readonly writeSingly: (rows: number, connections: number) => Promise<number>
  /** Scans all rows as raw arrays, in pages; answers rows a second. */
  readonly scan: (columns: string) => Promise<number>
  readonly close: () => Promise<void>
}

const PAGE_ROWS = 500

const INSERT = `INSERT INTO bare_events (event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms,
    data, data_salt, meta, meta_salt, leaf, leaf_hash)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::bigint[], $7::bigint[],
    $8::text[], $9::bytea[], $10::text[], $11::bytea[], $12::text[], $13::bytea[])`

export async function barePostgres(url: string): Promise<BarePostgres> {
  const connect = async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query('SET synchronous_commit = on; SET search_path = bare')
    return client
  }
  const client = await connect()
  await client.query(`DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare; CREATE TABLE bare_events (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id text COLLATE "C" NOT NULL UNIQUE,
    stream text COLLATE "C" NOT NULL, revision int NOT NULL, type text NOT NULL, schema_version int NOT NULL,
    occurred_ms bigint NOT NULL, recorded_ms bigint NOT NULL, data text NOT NULL, data_salt bytea NOT NULL,
    meta text NOT NULL, meta_salt bytea NOT NULL, leaf text NOT NULL, leaf_hash bytea NOT NULL, UNIQUE (stream, revision))`)
  let written = 0

  function insert(by: Client, count: number): Promise<unknown> {
    const first = written
    written += count
    const each = <T>(value: (n: number) => T) => Array.from({ length: count }, (_, i) => value(first + i))
    const values = [
      each(() => crypto.randomUUID()),
      each((n) => `project-${n % 1000}`),
      each((n) => Math.floor(n / 1000)),
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
    return by.query({ name: 'insert', text: INSERT, values })
  }

  return {
    async write(rows, group) {
      const started = performance.now()
      for (let done = 0; done < rows; done += group) await insert(client, group)
      return (rows / (performance.now() - started)) * 1000
    },
    async writeSingly(rows, connections) {
      const clients = await Promise.all(Array.from({ length: connections }, connect))
      const started = performance.now()
      await Promise.all(
        clients.map(async (one) => {
          for (let i = 0; i < rows / connections; i++) await insert(one, 1)
        }),
      )
      const rate = (rows / (performance.now() - started)) * 1000
      await Promise.all(clients.map((one) => one.end()))
      return rate
    },
    async scan(columns) {
      const started = performance.now()
      let [seen, after] = [0, '0']
      for (;;) {
        const text = `SELECT ${columns} FROM bare_events WHERE position > $1 ORDER BY position LIMIT ${PAGE_ROWS}`
        const { rows } = await client.query({ text, values: [after], rowMode: 'array' })
        seen += rows.length
        if (rows.length < PAGE_ROWS) return (seen / (performance.now() - started)) * 1000
        after = rows.at(-1)?.[0]
      }
    },
    close: () => client.end(),
  }
}
