import type { Database, Statement } from 'better-sqlite3'
import { isErasure } from '../../evidence/erasure.ts'
import { Fault, RevisionConflict } from '../../kernel/fault.ts'
import { NO_STREAM, type SealedEvent, type StoredEvent } from '../../ports/event-store.ts'
import { isRepeat } from '../append-rules.ts'
import { isConstraint } from './engine-fault.ts'
import { EVENT_COLUMNS, EVENTS_WITH_PARTS, type EventRow, eventOf } from './rows.ts'
import { BLANK_SALT } from './schema.ts'

type Insert = [
  eventId: string,
  stream: string,
  revision: number,
  type: string,
  schemaVersion: number,
  occurredMs: number,
  recordedMs: number,
  data: string,
  dataSalt: Uint8Array,
  meta: string,
  metaSalt: Uint8Array,
  leaf: string,
  leafHash: Uint8Array,
]

/** What is written, inside a transaction that the caller began and commits. A `Fault` is thrown before the first write. */
export class LogWriter {
  readonly #head: Statement<[stream: string], number | null>
  readonly #stored: Statement<[stream: string, after: number, limit: number], EventRow>
  readonly #insert: Statement<Insert>
  readonly #insertPart: Statement<[position: number | bigint, personal: string, salt: Uint8Array | undefined]>
  readonly #target: Statement<[eventId: string], [position: number, stream: string]>
  readonly #erasure: Statement<[stream: string, target: string], number>
  readonly #erased: Statement<[erasing: string], number>
  readonly #blankPart: Statement<[personal: string, position: number]>
  readonly #partBytes: Statement<[position: number], number>
  readonly #pending: Statement<[], number>

  constructor(db: Database) {
    this.#head = db.prepare<[string], number | null>('SELECT max(revision) FROM events WHERE stream = ?').pluck()
    this.#stored = db
      .prepare<[string, number, number], EventRow>(
        `SELECT ${EVENT_COLUMNS} FROM ${EVENTS_WITH_PARTS} WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?`,
      )
      .raw()
    this.#insert = db.prepare(
      `INSERT INTO events (event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms,
         data, data_salt, meta, meta_salt, leaf, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#insertPart = db.prepare('INSERT INTO personal_parts (position, personal, salt) VALUES (?, ?, ?)')
    this.#target = db
      .prepare<[string], [number, string]>('SELECT position, stream FROM events WHERE event_id = ?')
      .raw()
    this.#erasure = db
      .prepare<[string, string], number>(
        `SELECT position FROM events WHERE type = 'PersonalDataErased' AND stream = ? AND json_extract(data, '$.target') = ?`,
      )
      .pluck()
    this.#erased = db
      .prepare<[string], number>(
        `SELECT target.position FROM events AS erasure JOIN events AS target
           ON target.event_id = json_extract(erasure.data, '$.target') AND target.stream = erasure.stream
            AND target.position < erasure.position
         WHERE erasure.event_id = ?`,
      )
      .pluck()
    this.#blankPart = db.prepare(`UPDATE personal_parts SET personal = ?, salt = ${BLANK_SALT} WHERE position = ?`)
    this.#partBytes = db
      .prepare<[number], number>(
        `SELECT octet_length(personal) FROM personal_parts WHERE position = ? AND salt <> ${BLANK_SALT}`,
      )
      .pluck()
    // From the erasures, of which there are few: the index holds no other event.
    this.#pending = db
      .prepare<[], number>(
        `SELECT part.position FROM events AS erasure INDEXED BY erasures
           CROSS JOIN events AS target
             ON target.event_id = json_extract(erasure.data, '$.target') AND target.stream = erasure.stream
            AND target.position < erasure.position
           CROSS JOIN personal_parts AS part ON part.position = target.position AND part.salt <> ${BLANK_SALT}
         WHERE erasure.type = 'PersonalDataErased'`,
      )
      .pluck()
  }

  /** At least one event, at the revisions behind `expected`. */
  append(stream: string, expected: number, events: readonly SealedEvent[]): readonly StoredEvent[] {
    const [first, ...rest] = events as readonly [SealedEvent, ...SealedEvent[]]
    let position: number | bigint
    try {
      position = this.#insertEvent(first)
    } catch (error) {
      // The insert itself asks for the end of the stream (schema.ts), and wrote nothing where it is another one.
      if (!isConstraint(error)) throw error
      return this.#repeated(stream, expected, events, error)
    }
    const stored = [this.#complete(first, position)]
    for (const event of rest) stored.push(this.#complete(event, this.#insertEvent(event)))
    // What one of them erased of another is not stored.
    return events.some(isErasure) ? this.#storedAfter(stream, expected, events.length) : stored
  }

  #repeated(stream: string, expected: number, events: readonly SealedEvent[], error: unknown): readonly StoredEvent[] {
    const actual = this.#head.get(stream) ?? NO_STREAM
    if (actual === expected) throw error
    const stored = this.#storedAfter(stream, expected, events.length)
    if (isRepeat(stored, events)) return stored
    throw new RevisionConflict({ stream, expected, actual })
  }

  #storedAfter(stream: string, expected: number, count: number): readonly StoredEvent[] {
    return this.#stored.all(stream, expected, count).map(eventOf)
  }

  /** Removes the parts that an erasure names and that are there all the same; answers how many. */
  finishErasures(): number {
    const pending = this.#pending.all()
    for (const position of pending) this.#removePart(position)
    return pending.length
  }

  erase(eventId: string): void {
    const target = this.#target.get(eventId)
    if (target === undefined) return
    const [position, stream] = target
    if (this.#erasure.get(stream, eventId) === undefined)
      throw new Fault('ERASURE_REFUSED', `no PersonalDataErased in ${stream} names ${eventId}`)
    this.#removePart(position)
  }

  #insertEvent(event: SealedEvent): number | bigint {
    const { eventId, stream, revision, type, schemaVersion, occurredMs, recordedMs } = event
    const { data, dataSalt, meta, metaSalt, leaf, leafHash } = event
    return this.#insert.run(
      eventId,
      stream,
      revision,
      type,
      schemaVersion,
      occurredMs,
      recordedMs,
      data,
      dataSalt,
      meta,
      metaSalt,
      leaf,
      leafHash,
    ).lastInsertRowid
  }

  #complete(event: SealedEvent, position: number | bigint): StoredEvent {
    const { eventId, personal, personalSalt } = event
    if (personal !== undefined) this.#insertPart.run(position, personal, personalSalt)
    // The event and what it erases stand or fall together.
    if (isErasure(event)) this.#removePart(this.#erased.get(eventId))
    return { ...event, position: BigInt(position) }
  }

  #removePart(position: number | undefined): void {
    const bytes = position === undefined ? undefined : this.#partBytes.get(position)
    // As many blanks: a record of another size would be moved.
    if (position !== undefined && bytes !== undefined) this.#blankPart.run(' '.repeat(bytes), position)
  }
}
