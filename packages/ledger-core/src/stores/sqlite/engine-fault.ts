import Database from 'better-sqlite3'
import { Fault, type FaultCode } from '../../kernel/fault.ts'

const SIDE_FILES = 'SQLite keeps -wal and -shm files beside a ledger, even to read it'

/** What SQLite's result codes mean to the caller, by their beginning. Source: sqlite.org/rescode.html */
const MEANINGS: readonly (readonly [prefix: string, code: FaultCode, advice: string])[] = [
  ['SQLITE_BUSY', 'STORE_BUSY', 'another process holds it; try again'],
  ['SQLITE_PROTOCOL', 'STORE_BUSY', 'another process holds it; try again'],
  ['SQLITE_FULL', 'STORE_FULL', 'no room is left; nothing was written; make room and send it again'],
  [
    'SQLITE_READONLY',
    'STORE_READ_ONLY',
    `the file or its folder cannot be written; ${SIDE_FILES}; check the permissions`,
  ],
  [
    'SQLITE_CANTOPEN',
    'STORE_READ_ONLY',
    `the file or its folder cannot be opened to write; ${SIDE_FILES}; check the permissions`,
  ],
  ['SQLITE_CONSTRAINT', 'APPEND_INVALID', 'the append breaks a rule of the log'],
  ['SQLITE_TOOBIG', 'APPEND_INVALID', 'the append is larger than SQLite takes'],
]

/** The fault behind what the engine threw. What is not the engine's is a defect of ours and stays what it is. */
export function engineFault(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const [, code, advice] = MEANINGS.find(([prefix]) => error.code.startsWith(prefix)) ?? [
    '',
    'STORE_FAILED',
    'the engine failed',
  ]
  return new Fault(code, `${path}: ${advice} (${error.code}: ${error.message})`, error)
}

export const isBusy = (error: unknown): boolean =>
  hasCode(error, /^SQLITE_BUSY/) || (error instanceof Fault && error.code === 'STORE_BUSY')

/** A rule of the tables was broken; the statement changed nothing. */
export const isConstraint = (error: unknown): boolean => hasCode(error, /^SQLITE_CONSTRAINT/)

/** No room: SQLite has undone what it began. */
export const isFull = (error: unknown): boolean => hasCode(error, /^SQLITE_FULL$/)

/** The disk failed: nobody knows what it holds. */
export const isDiskError = (error: unknown): boolean => hasCode(error, /^SQLITE_IOERR/)

/** No database at all, or a damaged one. */
export const isDamage = (error: unknown): boolean => hasCode(error, /^SQLITE_(NOTADB|CORRUPT)/)

/** A single append is to blame: its neighbours would stand without it. What the driver itself refuses has no code. */
export const isOfOneAppend = (error: unknown): boolean =>
  error instanceof Database.SqliteError
    ? hasCode(error, /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|ERROR|RANGE)/)
    : !(error instanceof Fault)

const hasCode = (error: unknown, pattern: RegExp): boolean =>
  error instanceof Database.SqliteError && pattern.test(error.code)
