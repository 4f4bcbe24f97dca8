import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import type { Holder } from '../evidence-folder.ts'
import { isBusy, openWhenFree } from './when-free.ts'

const SCHEMA = 'CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT'

export interface ProcessLock {
  claim(): Holder | undefined
  release(): void
  close(): void
}

/**
 * One process at a time: whoever holds SQLite's write lock on a file of its own. The system gives it back when the
 * process ends, however it ends; nothing runs out, and nothing has to be renewed.
 */
export function openProcessLock(path: string): ProcessLock {
  const db = openWhenFree(
    () => new Database(path, { timeout: 0 }),
    (made) => made.exec(SCHEMA),
  )
  const own = `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`
  const state = db.prepare('INSERT INTO holder VALUES (1, ?) ON CONFLICT DO UPDATE SET name = excluded.name')
  const named = db.prepare<[], string>('SELECT name FROM holder').pluck()

  function release(): void {
    if (db.inTransaction) db.exec('ROLLBACK')
  }

  return {
    claim() {
      if (db.inTransaction) return undefined
      try {
        // The name is committed to be read by others; then the lock is taken to be kept.
        db.exec('BEGIN IMMEDIATE')
        state.run(own)
        db.exec('COMMIT')
        db.exec('BEGIN IMMEDIATE')
        if (named.get() === own) return undefined
        release()
      } catch (error) {
        release()
        if (!isBusy(error)) throw error
      }
      return { holder: holderOf(() => named.get()) }
    },
    release,
    close() {
      release()
      db.close()
    },
  }
}

/** Another process may be taking it at this moment; then its name cannot be read. */
function holderOf(read: () => string | undefined): string {
  try {
    return read() ?? 'another process'
  } catch {
    return 'another process'
  }
}
