import { Fault, type FaultCode } from '@procurement-ledger/core'
import Database from 'better-sqlite3'

/** What SQLite's result codes mean to the caller, by their beginning. Source: sqlite.org/rescode.html */
const MEANINGS: readonly (readonly [prefix: string, code: FaultCode, advice: string])[] = [
  ['SQLITE_BUSY', 'STORE_BUSY', 'another process holds it; try again'],
  ['SQLITE_FULL', 'STORE_FULL', 'no room is left; nothing was saved'],
  ['SQLITE_READONLY', 'STORE_READ_ONLY', 'it cannot be written; check the permissions of the file and its folder'],
  ['SQLITE_CANTOPEN', 'STORE_READ_ONLY', 'it cannot be opened; check the path and the permissions of its folder'],
  ['SQLITE_NOTADB', 'STORE_NOT_A_LEDGER', 'it is not a file of read models; name another'],
  ['SQLITE_CORRUPT', 'STORE_FAILED', 'it is damaged; delete it, and it is folded anew'],
]

/** The fault behind what the engine threw. What is not the engine's is a defect of ours and stays what it is. */
export function engineFault(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const meaning = MEANINGS.find(([prefix]) => error.code.startsWith(prefix))
  const [, code, advice] = meaning ?? ['', 'STORE_FAILED', 'the engine failed']
  return new Fault(code, `${path}: ${advice} (${error.code}: ${error.message})`, error)
}
