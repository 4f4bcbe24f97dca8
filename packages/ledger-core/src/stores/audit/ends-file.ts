import type { EndsOverflow } from '../../evidence/chain-ends.ts'
import { openScratchFile, scratch } from './scratch-file.ts'

/** Ends of streams in a temporary file. */
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
  const db = openScratchFile(`CREATE TABLE ends (
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
    put: (ends) => scratch(() => putAll(ends)),
    get: (stream) => scratch(() => find.get(stream)),
    close: () => db.close(),
  }
}
