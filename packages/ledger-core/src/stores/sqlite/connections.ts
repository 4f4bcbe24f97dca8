import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'
import { engineFault, isDamage } from './engine-fault.ts'
import { ensureSchema, isLedger } from './schema.ts'
import { LOCK_WAIT_MS, untilFree } from './until-free.ts'

export interface Opening {
  readonly path: string
  readonly create: boolean
  readonly readOnly: boolean
  readonly busyTimeoutMs: number
  readonly maxBytes: number | undefined
}

/** One connection writes, another reads: a reader never waits for the writer, nor the writer for a reader. */
export interface Connections {
  readonly reader: Database.Database
  /** Absent where the ledger was opened to be read only. */
  readonly writer: Database.Database | undefined
}

const CACHE_KIB = 32_000
/** A write-ahead log that grew beyond this is cut when it starts over. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024

/** Opens, asking again while another process holds the lock. */
export async function openConnections(opening: Opening): Promise<Connections> {
  return untilFree(opening.busyTimeoutMs, () => {
    try {
      return openNow(opening)
    } catch (error) {
      throw openFault(opening.path, error)
    }
  })
}

function openNow({ path, create, readOnly, maxBytes }: Opening): Connections {
  assertPlace(path, create && !readOnly)
  const writer = readOnly ? undefined : openWriter(path, create, maxBytes)
  try {
    return { writer, reader: openReader(path) }
  } catch (error) {
    writer?.close()
    throw error
  }
}

function assertPlace(path: string, create: boolean): void {
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  if (!folder?.isDirectory())
    throw new Fault('STORE_NOT_FOUND', `${dirname(path)} is not a folder; create it, or check the path`)
  if (!existsSync(path) && !create)
    throw new Fault('STORE_NOT_FOUND', `there is no ledger at ${path}; check the path, or create one`)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Fault('STORE_NOT_A_LEDGER', `${path} is a folder; name the file in it`)
}

function openWriter(path: string, create: boolean, maxBytes: number | undefined): Database.Database {
  return prepared(new Database(path, { fileMustExist: !create, timeout: LOCK_WAIT_MS }), (db) => {
    // Judged before anything is written: another program's database is left as it is.
    if (!isLedger(db, path) && !create)
      throw new Fault('STORE_NOT_A_LEDGER', `${path} is empty; check the path, or create a ledger`)
    assertWritable(path)
    db.transaction(ensureSchema).immediate(db, path)
    makeDurable(db, path)
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`)
    db.pragma(`cache_size = -${CACHE_KIB}`)
    if (maxBytes !== undefined) db.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes(db)))}`)
    // What a crash left in the write-ahead log may have been erased since; in use by others, it is theirs to cut.
    db.pragma('wal_checkpoint(TRUNCATE)')
    // Under the lock, so that no other process grows the ledger between the two looks at its size.
    db.transaction(assertWhole).immediate(db, path)
  })
}

/** SQLite opens a file that it may not write all the same, and would fail only at the first append. */
function assertWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new Fault('STORE_READ_ONLY', `${path} cannot be written; check its permissions`, error)
  }
}

/** What every file of ours is set to, before the first write. */
export function makeDurable(db: Database.Database, path: string): void {
  if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
    throw new Fault('STORE_FAILED', `${path}: its file system does not carry a write-ahead log; use a local disk`)
  // The driver's build makes WAL imply NORMAL, which may lose acknowledged commits when the power goes.
  db.pragma('synchronous = FULL')
  // On macOS a plain fsync stops at the drive's cache.
  db.pragma('fullfsync = ON')
  db.pragma('checkpoint_fullfsync = ON')
  // Checkpoints are our own (wal.ts): SQLite's automatic ones swallow the disk's errors.
  db.pragma('wal_autocheckpoint = 0')
  // What is erased is overwritten where it lies (schema.ts); this is for whatever else SQLite lets go.
  db.pragma('secure_delete = ON')
}

function openReader(path: string): Database.Database {
  return prepared(new Database(path, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS }), (db) => {
    if (!isLedger(db, path)) throw new Fault('STORE_NOT_A_LEDGER', `${path} is empty; check the path`)
    db.pragma(`cache_size = -${CACHE_KIB}`)
  })
}

/** Closes it where it cannot be prepared. */
export function prepared(db: Database.Database, prepare: (db: Database.Database) => void): Database.Database {
  try {
    prepare(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** SQLite reads a last page that is cut off as if zeros followed. What the write-ahead log holds was judged by its writer. */
function assertWhole(db: Database.Database, path: string): void {
  if (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size) return
  const bytes = Number(db.pragma('page_count', { simple: true })) * pageBytes(db)
  if (statSync(path).size < bytes)
    throw new Fault('STORE_NOT_A_LEDGER', `${path} is cut off: it should have ${bytes} bytes; restore it from a backup`)
}

const pageBytes = (db: Database.Database): number => Number(db.pragma('page_size', { simple: true }))

function openFault(path: string, error: unknown): unknown {
  if (!isDamage(error)) return engineFault(path, error)
  return new Fault(
    'STORE_NOT_A_LEDGER',
    `${path} is not a ledger, or a damaged one; check the path (${(error as Error).message})`,
    error,
  )
}
