import { sha256 } from '@procurement-ledger/core/notary'
import {
  commitTo,
  EMPTY_HASH_BASE64,
  encodeBase64,
  hashLeafText,
  type LeafText,
  parseLeaf,
  printLeaf,
} from '@procurement-ledger/core/verify'
import Database from 'better-sqlite3'

/** What somebody with the database, and no scruples, can do to it. */

export interface ForgedRow {
  event_id: string
  stream: string
  revision: number
  type: string
  schema_version: number
  occurred_ms: number
  recorded_ms: number
  data: string
  data_salt: Uint8Array
  meta: string
  meta_salt: Uint8Array
  leaf: string
  leaf_hash: Uint8Array
  personal: string | null
  salt: Uint8Array | null
}

/** Of the table of events, but for its key. */
export const COLUMNS = [
  'event_id',
  'stream',
  'revision',
  'type',
  'schema_version',
  'occurred_ms',
  'recorded_ms',
  'data',
  'data_salt',
  'meta',
  'meta_salt',
  'leaf',
  'leaf_hash',
] as const

/** Opens a ledger to forge it: the rules that hold against mistakes are gone. */
export function forge(path: string, change: (db: Database.Database) => void): void {
  const db = new Database(path)
  const triggers = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
  for (const name of triggers) db.exec(`DROP TRIGGER ${name}`)
  db.pragma('foreign_keys = OFF')
  change(db)
  db.close()
}

/** Rewrites the log row by row, with new positions from one on. */
export function rewrite(path: string, change: (rows: ForgedRow[]) => readonly ForgedRow[]): void {
  forge(path, (db) => {
    const rows = db
      .prepare<[], ForgedRow>('SELECT * FROM events LEFT JOIN personal_parts USING (position) ORDER BY position')
      .all()
    const changed = change(rows)
    const insert = db.prepare(`INSERT INTO events (position, ${COLUMNS}) VALUES (?${', ?'.repeat(COLUMNS.length)})`)
    const insertPart = db.prepare('INSERT INTO personal_parts (position, personal, salt) VALUES (?, ?, ?)')
    db.transaction(() => {
      db.exec('DELETE FROM personal_parts; DELETE FROM events')
      for (const [at, row] of changed.entries()) {
        insert.run(at + 1, ...COLUMNS.map((column) => row[column]))
        if (row.personal !== null) insertPart.run(at + 1, row.personal, row.salt)
      }
    })()
  })
}

/** Seals a row anew behind the one before it in its stream: nothing differs but what the change says. */
export function resealed(row: ForgedRow, previous: ForgedRow | undefined, change: Partial<ForgedRow> = {}): ForgedRow {
  const next = { ...row, ...change }
  const judged = parseLeaf(row.leaf)
  if (!judged.ok) throw new Error(judged.finding.message)
  const leaf: LeafText = {
    ...judged.value,
    eventId: next.event_id,
    stream: next.stream,
    revision: previous ? previous.revision + 1 : 0,
    type: next.type,
    previous: previous ? encodeBase64(previous.leaf_hash) : EMPTY_HASH_BASE64,
    commitments: {
      data: commitment(next.data, next.data_salt),
      meta: commitment(next.meta, next.meta_salt),
      personal: next.personal === null || !next.salt ? undefined : commitment(next.personal, next.salt),
    },
  }
  const text = printLeaf(leaf)
  return { ...next, revision: leaf.revision, leaf: text, leaf_hash: hashLeafText(sha256, text) }
}

/** Seals a whole log anew, every chain from its beginning. */
export function rechained(rows: readonly ForgedRow[]): ForgedRow[] {
  const ends = new Map<string, ForgedRow>()
  return rows.map((row) => {
    const next = resealed(row, ends.get(row.stream))
    ends.set(row.stream, next)
    return next
  })
}

const commitment = (text: string, salt: Uint8Array): string =>
  encodeBase64(commitTo(sha256, { text, salt: new Uint8Array(salt) }))
