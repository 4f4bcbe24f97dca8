import type { SealedEvent } from '../../ports/event-store.ts'
import { BinaryWriter } from './binary-format.ts'
import { namedBy } from './log-writer.ts'

/** The columns of `incoming` (migrations/002-import.ts), in the order in which a page writes them. */
const COLUMNS = `nth, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms, data, data_salt, meta,
  meta_salt, leaf, leaf_hash, personal, personal_salt, target`

export const COPY = `COPY pg_temp.incoming (${COLUMNS}) FROM STDIN (FORMAT binary)`

const COLUMN_COUNT = COLUMNS.split(',').length
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const FLAGS = 0
const EXTENSION_BYTES = 0
const END = -1

/** An event of ordinary size. */
const ROW_BYTES = 1_500

/**
 * A page as COPY takes it in binary. Source: postgresql.org/docs/current/sql-copy.html, "Binary Format"
 *
 * @throws Fault APPEND_INVALID, for a number that its column does not hold
 */
export function copyPage(events: readonly SealedEvent[]): Buffer {
  const to = new BinaryWriter(events.length * ROW_BYTES)
  to.raw(SIGNATURE)
  to.rawInt4(FLAGS)
  to.rawInt4(EXTENSION_BYTES)
  for (const [i, event] of events.entries()) writeRow(to, event, i + 1)
  to.rawInt2(END)
  return to.bytes()
}

function writeRow(to: BinaryWriter, event: SealedEvent, nth: number): void {
  to.rawInt2(COLUMN_COUNT)
  to.int8(nth)
  to.text(event.eventId)
  to.text(event.stream)
  to.int4(event.revision)
  to.text(event.type)
  to.int4(event.schemaVersion)
  to.int8(event.occurredMs)
  to.int8(event.recordedMs)
  to.text(event.data)
  to.bytea(event.dataSalt)
  to.text(event.meta)
  to.bytea(event.metaSalt)
  to.text(event.leaf)
  to.bytea(event.leafHash)
  to.text(event.personal)
  to.bytea(event.personalSalt)
  to.text(namedBy(event))
}
