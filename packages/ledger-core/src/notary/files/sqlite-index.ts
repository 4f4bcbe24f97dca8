import Database from 'better-sqlite3'
import type { IndexedLeaf, LogIndex } from '../evidence-folder.ts'
import { openWhenFree } from './when-free.ts'

const SCHEMA = `
CREATE TABLE IF NOT EXISTS log_index (
  leaf_index INTEGER PRIMARY KEY,
  position   INTEGER NOT NULL,
  event_id   TEXT    NOT NULL UNIQUE,
  stream     TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  leaf_hash  BLOB    NOT NULL
) STRICT;
`

type Row = readonly [leafIndex: number, position: bigint, id: string, stream: string, revision: bigint, hash: Buffer]

export interface SqliteIndex extends LogIndex {
  close(): void
}

/** The index in a SQLite file of its own, which any process may read while one writes. Deleting it costs a replay. */
export function openSqliteIndex(path: string): SqliteIndex {
  const db = openWhenFree(
    () => new Database(path, { timeout: 1_000 }),
    (made) => {
      made.pragma('journal_mode = WAL')
      made.pragma('synchronous = FULL')
      made.pragma('fullfsync = ON')
      made.exec(SCHEMA)
    },
  )
  const insert = db.prepare('INSERT INTO log_index VALUES (?, ?, ?, ?, ?, ?)')
  const select = 'SELECT leaf_index, position, event_id, stream, revision, leaf_hash FROM log_index'
  const at = db.prepare<[number], Row>(`${select} WHERE leaf_index = ?`).raw().safeIntegers()
  const find = db.prepare<[string], Row>(`${select} WHERE event_id = ?`).raw().safeIntegers()
  const size = db.prepare<[], number>('SELECT coalesce(max(leaf_index) + 1, 0) FROM log_index').pluck()
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const cut = db.prepare('DELETE FROM log_index WHERE leaf_index >= ?')

  return {
    size: () => size.get() ?? 0,
    add(leaves) {
      // Stays open until the commit, which then costs one fsync for all that was added.
      if (!db.inTransaction) begin.run()
      for (const { leafIndex, position, eventId, stream, revision, leafHash } of leaves)
        insert.run(leafIndex, position, eventId, stream, revision, leafHash)
    },
    commit() {
      if (db.inTransaction) commit.run()
    },
    cut(size) {
      if (db.inTransaction) db.exec('ROLLBACK')
      cut.run(size)
    },
    at: (leafIndex) => leafOf(at.get(leafIndex)),
    find: (eventId) => leafOf(find.get(eventId)),
    close: () => db.close(),
  }
}

const leafOf = (row: Row | undefined): IndexedLeaf | undefined =>
  row && {
    leafIndex: Number(row[0]),
    position: row[1],
    eventId: row[2],
    stream: row[3],
    revision: Number(row[4]),
    leafHash: new Uint8Array(row[5]),
  }
