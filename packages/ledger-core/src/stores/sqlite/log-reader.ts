import type { Database, Statement } from 'better-sqlite3'
import type { LoggedFact, LoggedLeaf, ReadLog, ReadStream, StoredEvent } from '../../ports/event-store.ts'
import {
  EVENT_COLUMNS,
  EVENTS_WITH_PARTS,
  type EventRow,
  eventCharacters,
  eventOf,
  FACT_COLUMNS,
  type FactRow,
  factCharacters,
  factOf,
  LEAF_COLUMNS,
  type LeafRow,
  leafCharacters,
  leafOf,
} from './rows.ts'
import { turn } from './turn.ts'

/** A page ends at so many rows, or when its texts reach so many characters. */
const PAGE_ROWS = 256
const PAGE_CHARACTERS = 4 * 1024 * 1024
/** Rows a query: what a page may run over its characters by. */
const CHUNK_ROWS = 128

/** Runs one query of an open store; the engine's errors leave it as faults. */
export type Guard = <T>(query: () => T) => T

/**
 * Reads in pages. Each query is finished before its rows are handed out: an abandoned read holds nothing, and no old
 * snapshot keeps the write-ahead log from starting over.
 */
export class LogReader {
  readonly #guard: Guard
  readonly #facts: Statement<[after: number], FactRow>
  readonly #leaves: Statement<[after: number], LeafRow>
  readonly #events: Statement<[after: number], EventRow>
  readonly #stream: Statement<[stream: string, from: number], EventRow>
  readonly #head: Statement<[], number>

  constructor(db: Database, guard: Guard) {
    // The limit is written in: SQLite plans a statement anew whenever a bound one is bound again.
    const inLogOrder = `WHERE events.position > ? ORDER BY events.position LIMIT ${CHUNK_ROWS}`
    const inStreamOrder = `WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ${CHUNK_ROWS}`
    this.#guard = guard
    this.#facts = db.prepare<[number], FactRow>(`SELECT ${FACT_COLUMNS} FROM events ${inLogOrder}`).raw()
    this.#leaves = db.prepare<[number], LeafRow>(`SELECT ${LEAF_COLUMNS} FROM events ${inLogOrder}`).raw()
    this.#events = db
      .prepare<[number], EventRow>(`SELECT ${EVENT_COLUMNS} FROM ${EVENTS_WITH_PARTS} ${inLogOrder}`)
      .raw()
    this.#stream = db
      .prepare<[string, number], EventRow>(`SELECT ${EVENT_COLUMNS} FROM ${EVENTS_WITH_PARTS} ${inStreamOrder}`)
      .raw()
    this.#head = db.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck()
  }

  head(): bigint {
    return this.#guard(() => BigInt(this.#head.get() ?? 0))
  }

  facts({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly LoggedFact[]> {
    const query = (from: number) => this.#facts.all(from)
    return this.#pages({
      from: Number(after),
      query,
      nextFrom: positionOf,
      toResult: factOf,
      charactersOf: factCharacters,
      signal,
    })
  }

  leaves({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly LoggedLeaf[]> {
    const query = (from: number) => this.#leaves.all(from)
    return this.#pages({
      from: Number(after),
      query,
      nextFrom: positionOf,
      toResult: leafOf,
      charactersOf: leafCharacters,
      signal,
    })
  }

  events({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly StoredEvent[]> {
    const query = (from: number) => this.#events.all(from)
    return this.#pages({
      from: Number(after),
      query,
      nextFrom: positionOf,
      toResult: eventOf,
      charactersOf: eventCharacters,
      signal,
    })
  }

  stream(stream: string, { fromRevision = 0, signal }: ReadStream): AsyncGenerator<readonly StoredEvent[]> {
    const query = (from: number) => this.#stream.all(stream, from)
    return this.#pages({
      from: fromRevision,
      query,
      nextFrom: revisionAfter,
      toResult: eventOf,
      charactersOf: eventCharacters,
      signal,
    })
  }

  async *#pages<Row extends FactRow | LeafRow | EventRow, Result>(
    scan: Scan<Row, Result>,
  ): AsyncGenerator<readonly Result[]> {
    let from: number | undefined = scan.from
    while (from !== undefined && !scan.signal?.aborted) {
      const start: number = from
      const { page, next } = this.#guard(() => readPage(scan, start))
      if (page.length > 0) yield page
      // A long scan lets writers in between its pages.
      if (next !== undefined) await turn()
      from = next
    }
  }
}

interface Scan<Row, Result> {
  readonly from: number
  /** At most CHUNK_ROWS rows. */
  readonly query: (from: number) => readonly Row[]
  readonly nextFrom: (last: Row) => number
  readonly toResult: (row: Row) => Result
  readonly charactersOf: (row: Row) => number
  readonly signal: AbortSignal | undefined
}

const positionOf = (row: FactRow | LeafRow | EventRow): number => row[0]
const revisionAfter = (row: EventRow): number => row[3] + 1

/** One page, and where the next begins; undefined where the log ended. */
function readPage<Row extends FactRow | LeafRow | EventRow, Result>(
  { query, nextFrom, toResult, charactersOf }: Scan<Row, Result>,
  start: number,
): { readonly page: readonly Result[]; readonly next: number | undefined } {
  const page: Result[] = []
  let next: number | undefined = start
  let characters = 0
  while (next !== undefined && page.length < PAGE_ROWS && characters < PAGE_CHARACTERS) {
    const rows: readonly Row[] = query(next)
    for (const row of rows) {
      page.push(toResult(row))
      characters += charactersOf(row)
    }
    const last = rows.at(-1)
    next = last === undefined || rows.length < CHUNK_ROWS ? undefined : nextFrom(last)
  }
  return { page, next }
}
