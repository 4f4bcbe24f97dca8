import type { QueryArrayConfig } from 'pg'
import { Fault } from '../../kernel/fault.ts'
import type { LoggedFact, LoggedLeaf, ReadLog, ReadStream, StoredEvent } from '../../ports/event-store.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { engineFault } from './engine-fault.ts'
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
  isIncomplete,
  LEAF_COLUMNS,
  type LeafRow,
  leafCharacters,
  leafOf,
} from './rows.ts'

/** A page ends at so many rows, or where its texts would pass so many bytes. The first row is always in it. */
const PAGE_ROWS = 500
const PAGE_BYTES = 4 * 1024 * 1024
/** No event comes near it. A row of a gigabyte would end the process inside the driver, so it stays with the server. */
const MAX_ROW_BYTES = 64 * 1024 * 1024

interface Surroundings {
  readonly shown: string
  /** Throws where nothing may be read any more. */
  readonly assertOpen: () => void
}

/**
 * Reads in pages, each a call of its own: an abandoned read holds no connection and no snapshot. The next page is asked
 * for while the one before is looked at, so that client and server work side by side; there is never more than that one.
 */
export class LogReader {
  readonly #pool: ConnectionPool
  readonly #surroundings: Surroundings

  constructor(pool: ConnectionPool, surroundings: Surroundings) {
    this.#pool = pool
    this.#surroundings = surroundings
  }

  async head(): Promise<bigint> {
    const [row] = await this.#ask<[position: string]>({
      name: 'head',
      text: 'SELECT position FROM ledger_head ORDER BY position DESC LIMIT 1',
      rowMode: 'array',
    })
    return BigInt((row as [string])[0])
  }

  facts({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly LoggedFact[]> {
    return this.#pages<FactRow, LoggedFact>({
      page: FACTS,
      charactersOf: factCharacters,
      toResult: factOf,
      nextFrom: positionOf,
      from: [after],
      signal,
    })
  }

  leaves({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly LoggedLeaf[]> {
    return this.#pages<LeafRow, LoggedLeaf>({
      page: LEAVES,
      charactersOf: leafCharacters,
      toResult: leafOf,
      nextFrom: positionOf,
      from: [after],
      signal,
    })
  }

  events({ after = 0n, signal }: ReadLog): AsyncGenerator<readonly StoredEvent[]> {
    return this.#pages<EventRow, StoredEvent>({
      page: EVENTS,
      charactersOf: eventCharacters,
      toResult: eventOf,
      nextFrom: positionOf,
      from: [after],
      signal,
    })
  }

  stream(stream: string, { fromRevision = 0, signal }: ReadStream): AsyncGenerator<readonly StoredEvent[]> {
    return this.#pages<EventRow, StoredEvent>({
      page: STREAM,
      charactersOf: eventCharacters,
      toResult: eventOf,
      nextFrom: (row) => [stream, row[3] + 1],
      from: [stream, fromRevision],
      signal,
    })
  }

  /** What is stored of a stream behind a revision, for the answer to a repeated append. */
  async storedAfter(stream: string, expected: number, count: number): Promise<readonly StoredEvent[]> {
    const rows = await this.#ask<EventRow>({
      name: 'stored_after',
      text: `SELECT ${EVENT_COLUMNS} FROM ${EVENTS_WITH_PARTS} WHERE stream = $1 AND revision > $2 ORDER BY revision LIMIT $3`,
      values: [stream, expected, count],
      rowMode: 'array',
    })
    return rows.map(eventOf)
  }

  async *#pages<Row extends FactRow | LeafRow | EventRow, Result>(
    scan: Scan<Row, Result>,
  ): AsyncGenerator<readonly Result[]> {
    const { page, nextFrom, toResult, charactersOf, signal } = scan
    const read = (values: readonly unknown[]) => {
      const rows = this.#ask<Row>({ ...page, values: [...values], rowMode: 'array' })
      // Nobody may come for it any more, and then nobody wants to know that it failed.
      rows.catch(() => {})
      return rows
    }
    let reading: Promise<Row[]> | undefined = read(scan.from)
    while (reading !== undefined && !signal?.aborted) {
      const rows: Row[] = await reading
      this.#surroundings.assertOpen()
      const last = rows.at(-1)
      if (last === undefined || signal?.aborted) return
      const altered = rows.findIndex(isIncomplete)
      // What stands before it is there all the same, for whoever wants to know what a log holds.
      if (altered > 0) yield rows.slice(0, altered).map(toResult)
      if (altered !== -1) throw this.#altered(rows[altered] as Row)
      reading = isWhole(rows, charactersOf) ? undefined : read(nextFrom(last))
      yield rows.map(toResult)
    }
  }

  #altered([position]: FactRow | LeafRow | EventRow): Fault {
    const what = `lacks a value, or has more than ${MAX_ROW_BYTES} bytes, which no ledger writes`
    return new Fault('LEDGER_ALTERED', `${this.#surroundings.shown}: the row at position ${position} ${what}`)
  }

  async #ask<Row extends unknown[]>(query: QueryArrayConfig): Promise<Row[]> {
    const { shown, assertOpen } = this.#surroundings
    assertOpen()
    try {
      return await this.#pool.ask<Row>(query)
    } catch (error) {
      // What closing broke off is not the engine's fault.
      assertOpen()
      throw engineFault(shown, error)
    }
  }
}

interface Scan<Row, Result> {
  readonly page: { readonly name: string; readonly text: string }
  readonly from: readonly unknown[]
  readonly nextFrom: (last: Row) => readonly unknown[]
  readonly toResult: (row: Row) => Result
  readonly charactersOf: (row: Row) => number
  readonly signal: AbortSignal | undefined
}

const positionOf = (row: FactRow | LeafRow | EventRow): readonly unknown[] => [row[0]]

/** A character has at most three bytes (those of four are two characters here), so a page cut for its bytes has a third of them. */
const isWhole = <Row>(rows: readonly Row[], charactersOf: (row: Row) => number): boolean =>
  rows.length < PAGE_ROWS && rows.reduce((sum, row) => sum + charactersOf(row), 0) < PAGE_BYTES / 3

function pageOf(name: string, columns: string, tables: string, where: string, order: string) {
  const names = columns.replaceAll('events.', '').split(', ')
  const bytes = names
    .filter((column) => !NUMBERS.includes(column))
    .map((column) => `coalesce(octet_length(${column}), 0)`)
    .join(' + ')
  const kept = names.map((column) =>
    column === 'position' ? column : `CASE WHEN bytes <= ${MAX_ROW_BYTES} THEN ${column} END`,
  )
  return {
    name,
    text: `SELECT ${kept.join(', ')} FROM (
      SELECT *, sum(bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - bytes AS before FROM (
        SELECT ${columns}, ${bytes} AS bytes FROM ${tables} WHERE ${where} ORDER BY events.${order} LIMIT ${PAGE_ROWS}
      ) AS rows
    ) AS page WHERE before < ${PAGE_BYTES} ORDER BY ${order}`,
  }
}

const NUMBERS = ['position', 'revision', 'schema_version', 'occurred_ms', 'recorded_ms']
const IN_LOG = 'events.position > $1'
const FACTS = pageOf('facts', FACT_COLUMNS, 'events', IN_LOG, 'position')
const LEAVES = pageOf('leaves', LEAF_COLUMNS, 'events', IN_LOG, 'position')
const EVENTS = pageOf('events', EVENT_COLUMNS, EVENTS_WITH_PARTS, IN_LOG, 'position')
const STREAM = pageOf('stream', EVENT_COLUMNS, EVENTS_WITH_PARTS, 'stream = $1 AND revision >= $2', 'revision')
