import Database from 'better-sqlite3'
import type { EndsOverflow } from '../../../evidence/chain-ends.ts'
import { engineFault } from '../engine-fault.ts'

/** Ends of streams in a file without a name, which the system takes away with the process. */
export interface EndsFile extends EndsOverflow {
  close(): void
}

interface EndRow {
  readonly revision: number
  readonly recordedMs: number
  readonly leafHash: Uint8Array
}

/** @throws Fault STORE_FULL and others of the engine, where there is no room for temporary files */
export function openEndsFile(): EndsFile {
  const db = guarded(() => new Database(''))
  // Nothing in it outlives the process: neither a crash nor a cut of power needs to be thought of.
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.exec(`CREATE TABLE ends (
    stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, recorded_ms REAL NOT NULL, leaf_hash BLOB NOT NULL
  ) STRICT, WITHOUT ROWID`)
  const replace = db.prepare<[string, number, number, Uint8Array]>('INSERT OR REPLACE INTO ends VALUES (?, ?, ?, ?)')
  const find = db.prepare<[string], EndRow>(
    'SELECT revision, recorded_ms AS recordedMs, leaf_hash AS leafHash FROM ends WHERE stream = ?',
  )
  const putAll = db.transaction((ends: Parameters<EndsOverflow['put']>[0]) => {
    for (const [stream, { revision, recordedMs, leafHash }] of ends) replace.run(stream, revision, recordedMs, leafHash)
  })
  return {
    put: (ends) => guarded(() => putAll(ends)),
    get: (stream) => guarded(() => find.get(stream)),
    close: () => db.close(),
  }
}

function guarded<Value>(use: () => Value): Value {
  try {
    return use()
  } catch (error) {
    throw engineFault('the temporary file of the verification', error)
  }
}
