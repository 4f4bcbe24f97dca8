import Database from 'better-sqlite3'

const PAUSE_MS = 5
const ATTEMPTS = 200

/**
 * Opens a database that other processes may be making at this moment: SQLite refuses some of the first steps at once,
 * whatever time it is given. Asks again for a second; what was opened in vain is closed.
 */
export function openWhenFree(
  open: () => Database.Database,
  prepare: (db: Database.Database) => void,
): Database.Database {
  for (let attempt = 1; ; attempt++) {
    const db = open()
    try {
      prepare(db)
      return db
    } catch (error) {
      db.close()
      if (!isBusy(error) || attempt === ATTEMPTS) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
  }
}

export const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
