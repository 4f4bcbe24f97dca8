import type { LoggedFact, LoggedLeaf, StoredEvent } from '../../ports/event-store.ts'

/** Rows as the driver gives them, in the order of the columns named beside them: what has eight bytes comes as a text. */
export type FactRow = [
  position: string,
  eventId: string,
  stream: string,
  revision: number,
  type: string,
  schemaVersion: number,
  occurredMs: string,
  recordedMs: string,
  data: string,
]

export type EventRow = [
  ...fact: FactRow,
  dataSalt: Buffer,
  meta: string,
  metaSalt: Buffer,
  leaf: string,
  leafHash: Buffer,
  personal: string | null,
  personalSalt: Buffer | null,
]

export type LeafRow = [
  position: string,
  eventId: string,
  stream: string,
  revision: number,
  leaf: string,
  leafHash: Buffer,
]

export const LEAF_COLUMNS = 'events.position, event_id, stream, revision, leaf, leaf_hash'

export const FACT_COLUMNS =
  'events.position, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms, data'

export const EVENT_COLUMNS = `${FACT_COLUMNS}, data_salt, meta, meta_salt, leaf, leaf_hash, personal, salt`

/** An event with its personal part, where it has one still. */
export const EVENTS_WITH_PARTS = 'events LEFT JOIN personal_parts ON personal_parts.position = events.position'

// Written out, so that every event has one shape and the engine of JavaScript one hidden class.
export const factOf = (row: FactRow): LoggedFact => ({
  position: BigInt(row[0]),
  eventId: row[1],
  stream: row[2],
  revision: row[3],
  type: row[4],
  schemaVersion: row[5],
  occurredMs: Number(row[6]),
  recordedMs: Number(row[7]),
  data: row[8],
})

export const leafOf = (row: LeafRow): LoggedLeaf => ({
  position: BigInt(row[0]),
  eventId: row[1],
  stream: row[2],
  revision: row[3],
  leaf: row[4],
  leafHash: bytesOf(row[5]),
})

export const eventOf = (row: EventRow): StoredEvent => ({
  position: BigInt(row[0]),
  eventId: row[1],
  stream: row[2],
  revision: row[3],
  type: row[4],
  schemaVersion: row[5],
  occurredMs: Number(row[6]),
  recordedMs: Number(row[7]),
  data: row[8],
  dataSalt: bytesOf(row[9]),
  meta: row[10],
  metaSalt: bytesOf(row[11]),
  leaf: row[12],
  leafHash: bytesOf(row[13]),
  personal: row[14] ?? undefined,
  personalSalt: row[15] === null ? undefined : bytesOf(row[15]),
})

/** How long the texts of a row are. */
export const factCharacters = (row: FactRow): number => row[8].length

export const leafCharacters = (row: LeafRow): number => row[4].length

export const eventCharacters = (row: EventRow): number =>
  row[8].length + row[10].length + row[12].length + (row[14]?.length ?? 0)

/** Only a personal part may be gone, and its columns come last. */
const MAY_BE_GONE: number = 14 satisfies keyof EventRow

/** Whether a value is missing that the tables of a ledger do not leave out. */
export function isIncomplete(row: FactRow | LeafRow | EventRow): boolean {
  const at = (row as unknown[]).indexOf(null)
  return at !== -1 && at < MAY_BE_GONE
}

/** A plain view: a Buffer compares, slices and prints in its own way. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
