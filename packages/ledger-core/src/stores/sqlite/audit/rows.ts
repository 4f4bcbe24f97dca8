import type { StatedEvent } from '../../../evidence/stated-event.ts'
import { quoted } from '../../../kernel/quoted.ts'
import { MAX_VALUE_BYTES } from '../../audit/audit.ts'
import { BLANK_SALT } from '../schema.ts'

/**
 * Rows of a file that somebody may have forged. SQLite gives back whatever lies in a column, whatever its table says:
 * each value is judged before it is taken for what a ledger writes.
 */
export type AuditedRow = readonly unknown[]

/** One more than a hash or a salt has is as wrong as a million more. */
const MAX_BLOB_BYTES = 64

const NUMBERS = ['events.position', 'revision', 'schema_version', 'occurred_ms', 'recorded_ms']
const TEXTS = ['event_id', 'stream', 'type', 'leaf', 'data', 'meta', 'personal']
const BLOBS = ['leaf_hash', 'data_salt', 'meta_salt', 'salt']
const COLUMNS = [...NUMBERS, ...TEXTS, ...BLOBS]
const PARTS_AND_SALTS = ['data', 'meta', 'personal', 'data_salt', 'meta_salt', 'salt']
/** By column. */
const MAY_BE_GONE = COLUMNS.map((column) => PARTS_AND_SALTS.includes(column))

/** What is no text, or too large a one, stays where it is; a number comes in its place. */
const textOf = (column: string): string =>
  `CASE typeof(${column}) WHEN 'text' THEN iif(octet_length(${column}) > ${MAX_VALUE_BYTES}, 0, ${column})
    WHEN 'null' THEN NULL ELSE 0 END`

/** As hexadecimal text: the driver makes a text sooner than a buffer. A hash and a salt have 32 bytes. */
const hexOf = (column: string): string =>
  `CASE typeof(${column}) WHEN 'blob' THEN hex(substr(${column}, 1, ${MAX_BLOB_BYTES})) WHEN 'null' THEN NULL ELSE 0 END`

/** A part that was erased is blank, and so is its salt. */
export const WITH_PART = `LEFT JOIN personal_parts
    ON personal_parts.position = events.position AND salt IS NOT ${BLANK_SALT}`

/** Through the table itself and by its key, never through an index, which could say something else. */
export const SELECT_AUDITED = `
  SELECT ${[...NUMBERS, ...TEXTS.map(textOf), ...BLOBS.map(hexOf)].join(', ')}
  FROM events NOT INDEXED ${WITH_PART}
  WHERE events.position >= ? AND events.position <= ? ORDER BY events.position`

/** The event that a row states, or why it states none. */
export type Stated =
  | { readonly ok: true; readonly event: StatedEvent }
  | { readonly ok: false; readonly position: bigint; readonly reason: string }

export function readRow(row: AuditedRow): Stated {
  const position = BigInt(row[0] as number)
  for (let at = 0; at < NUMBERS.length; at++)
    if (!Number.isSafeInteger(row[at])) return { ok: false, position, reason: reasonOf(at, row[at]) }
  for (let at = NUMBERS.length; at < COLUMNS.length; at++) {
    const value = row[at]
    const isOfKind = typeof value === 'string' || (value === null && MAY_BE_GONE[at])
    if (!isOfKind) return { ok: false, position, reason: reasonOf(at, value) }
  }
  return { ok: true, event: eventOf(row as unknown as JudgedRow, position) }
}

type JudgedRow = readonly [
  position: number,
  revision: number,
  schemaVersion: number,
  occurredMs: number,
  recordedMs: number,
  eventId: string,
  stream: string,
  type: string,
  leaf: string,
  data: string | null,
  meta: string | null,
  personal: string | null,
  leafHash: string,
  dataSalt: string | null,
  metaSalt: string | null,
  personalSalt: string | null,
]

const eventOf = (row: JudgedRow, position: bigint): StatedEvent => ({
  position,
  revision: row[1],
  schemaVersion: row[2],
  occurredMs: row[3],
  recordedMs: row[4],
  eventId: row[5],
  stream: row[6],
  type: row[7],
  leaf: row[8],
  data: row[9] ?? undefined,
  meta: row[10] ?? undefined,
  personal: row[11] ?? undefined,
  leafHash: Buffer.from(row[12], 'hex'),
  dataSalt: bytesOf(row[13]),
  metaSalt: bytesOf(row[14]),
  personalSalt: bytesOf(row[15]),
})

const bytesOf = (hex: string | null): Uint8Array | undefined => (hex === null ? undefined : Buffer.from(hex, 'hex'))

function reasonOf(at: number, value: unknown): string {
  const column = COLUMNS[at]
  if (value === null) return `its ${column} is NULL, which no ledger writes`
  if (at < NUMBERS.length) return `its ${column} is ${quoted(value)}, no whole number below 2^53`
  return `its ${column} is of another type, or has more than ${MAX_VALUE_BYTES} bytes`
}
