import Database from 'better-sqlite3'
import { engineFault } from '../sqlite/engine-fault.ts'

/** A database in a file without a name, which the system takes away with the process: for what finds no room in memory. */
export function openScratchFile(tables: string): Database.Database {
  return scratch(() => {
    const db = new Database('')
    // Nothing in it outlives the process: neither a crash nor a cut of power needs to be thought of.
    db.pragma('journal_mode = OFF')
    db.pragma('synchronous = OFF')
    db.exec(tables)
    return db
  })
}

/** @throws Fault STORE_FULL and others of the engine, where there is no room for temporary files */
export function scratch<Value>(use: () => Value): Value {
  try {
    return use()
  } catch (error) {
    throw engineFault('the temporary file of the verification', error)
  }
}
