import { isUtf8 } from 'node:buffer'
import Database from 'better-sqlite3'
import type { PlacedEvent, StatedEvent } from '../../../evidence/stated-event.ts'
import { Fault } from '../../../kernel/fault.ts'
import { engineFault, isDamage } from '../engine-fault.ts'
import { isLedger } from '../schema.ts'
import { type AuditedRow, readRow, SELECT_AUDITED, type Stated, WITH_PART } from './rows.ts'

/** A file that may be anything: opened to read, its tables judged, each value taken only for what it is. */
export interface AuditedFile {
  /** Greatest position; 0 for a log without events. */
  readonly head: number
  /** The first position from this one on; undefined where there is none. */
  nextPosition(from: number): number | undefined
  /** Events in commit order, one at a time. */
  events(from: number, to: number): Generator<Stated>
  /** Where the event is, if it has a personal part. Found through an index: a help, no proof. */
  findPersonal(eventId: string): PlacedEvent | undefined
  close(): void
}

/** How long to wait for another process that repairs the file after a crash. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens a file to audit it.
 *
 * @throws Fault STORE_NOT_FOUND, STORE_NOT_A_LEDGER, STORE_NEWER, STORE_READ_ONLY, STORE_BUSY, STORE_FAILED
 */
export function openAudited(path: string): AuditedFile {
  const db = guarded(path, () => new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS }))
  try {
    return guarded(path, () => readAudited(db, path))
  } catch (error) {
    db.close()
    throw error
  }
}

function readAudited(db: Database.Database, path: string): AuditedFile {
  // What a forged schema would compute is not run.
  db.pragma('trusted_schema = OFF')
  if (!isLedger(db, path)) throw notALedger(path, 'it is empty')
  assertTables(db, path)
  // One by one: asked for together SQLite would read the whole table.
  const bound = (which: 'min' | 'max') =>
    Number(db.prepare(`SELECT ${which}(position) FROM events NOT INDEXED`).pluck().get() ?? 0)
  const [first, head] = [bound('min'), bound('max')]
  // Beyond 2^53 numbers skip, and a ledger counts from one.
  if (head !== 0 && !(first >= 1 && Number.isSafeInteger(head)))
    throw notALedger(path, `it has positions from ${first} to ${head}`)

  const next = db
    .prepare<[number], number>('SELECT position FROM events NOT INDEXED WHERE position >= ? ORDER BY position LIMIT 1')
    .pluck()
  const rows = db.prepare<[number, number], AuditedRow>(SELECT_AUDITED).raw()
  const bytes = db
    .prepare<[number], (Uint8Array | null)[]>(
      `SELECT CAST(data AS BLOB), CAST(meta AS BLOB), CAST(personal AS BLOB)
       FROM events ${WITH_PART} WHERE events.position = ?`,
    )
    .raw()
  const personal = db.prepare<[string], { position: number; stream: string; revision: number }>(
    `SELECT events.position, stream, revision FROM events ${WITH_PART} WHERE event_id = ? AND personal IS NOT NULL LIMIT 1`,
  )

  /** Bytes that are no UTF-8 are read as U+FFFD, and so would pass for a text that holds just that. */
  const withTrueTexts = (event: StatedEvent): StatedEvent => {
    if (!['data', 'meta', 'personal'].some((part) => event[part as 'data']?.includes('\ufffd'))) return event
    const [data, meta, personal] = bytes.get(Number(event.position)) ?? []
    const trueText = (text: string | undefined, bytes: Uint8Array | null | undefined) =>
      text === undefined || (bytes && isUtf8(bytes)) ? text : NO_TEXT
    return {
      ...event,
      data: trueText(event.data, data),
      meta: trueText(event.meta, meta),
      personal: trueText(event.personal, personal),
    }
  }

  return {
    head,
    nextPosition: (from) => guarded(path, () => next.get(from)),
    *events(from, to) {
      try {
        for (const row of rows.iterate(from, to)) {
          const stated = readRow(row)
          yield stated.ok ? { ok: true, event: withTrueTexts(stated.event) } : stated
        }
      } catch (error) {
        throw faultOf(path, error)
      }
    },
    findPersonal(eventId) {
      const found = guarded(path, () => personal.get(eventId))
      return found && { eventId, position: BigInt(found.position), stream: found.stream, revision: found.revision }
    },
    close: () => db.close(),
  }
}

/** Half a surrogate pair: no UTF-8 reads so, and no commitment is made over it. */
const NO_TEXT = '\ud800'

const TABLES = {
  events: [
    'position INTEGER',
    'event_id TEXT',
    'stream TEXT',
    'revision INTEGER',
    'type TEXT',
    'schema_version INTEGER',
    'occurred_ms INTEGER',
    'recorded_ms INTEGER',
    'data TEXT',
    'data_salt BLOB',
    'meta TEXT',
    'meta_salt BLOB',
    'leaf TEXT',
    'leaf_hash BLOB',
  ],
  personal_parts: ['position INTEGER', 'personal TEXT', 'salt BLOB'],
} as const

interface Listed {
  readonly name: string
  readonly type: string
  readonly wr: number
}

interface Column {
  readonly name: string
  readonly type: string
  readonly pk: number
  readonly hidden: number
}

/** A view, a virtual table or a computed column could answer with anything, without end; another key in any order. */
function assertTables(db: Database.Database, path: string): void {
  if (db.pragma('encoding', { simple: true }) !== 'UTF-8') throw notALedger(path, 'its texts are not UTF-8')
  const listed = db.pragma('table_list') as Listed[]
  for (const [name, columns] of Object.entries(TABLES)) {
    const table = listed.find((one) => one.name === name)
    if (table?.type !== 'table' || table.wr !== 0) throw notALedger(path, `its ${name} is no table of a ledger`)
    const found = db.pragma(`table_xinfo(${name})`) as Column[]
    const shown = found.map(({ name, type, pk, hidden }) => `${name} ${type}${hidden === 0 ? '' : ' computed'} ${pk}`)
    const due = columns.map((column, at) => `${column} ${at === 0 ? 1 : 0}`)
    if (shown.join() !== due.join()) throw notALedger(path, `the columns of its ${name} are not those of a ledger`)
  }
}

const notALedger = (path: string, what: string) => new Fault('STORE_NOT_A_LEDGER', `${path} is not a ledger: ${what}`)

function guarded<Value>(path: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw faultOf(path, error)
  }
}

/** Whatever the engine, or the driver on its behalf, says of a file that it was not made for. */
function faultOf(path: string, error: unknown): unknown {
  if (error instanceof Fault) return error
  if (isDamage(error)) return notALedger(path, (error as Error).message)
  const fault = engineFault(path, error)
  if (fault instanceof Fault) return fault
  // The driver has no code for a text that is longer than JavaScript's may be, nor for a path without a folder.
  return error instanceof RangeError || error instanceof TypeError ? notALedger(path, (error as Error).message) : error
}
