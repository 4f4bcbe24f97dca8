import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { BrokenInvariant, Fault } from '@procurement-ledger/core'
import Database from 'better-sqlite3'
import type { ReadModels } from '../engine.ts'
import type { Parameter } from '../queryable.ts'
import { assertDeclared } from '../read-models/declared-tables.ts'
import type { Projection } from '../read-models/projection.ts'
import { engineFault } from './engine-fault.ts'
import { GenerationWriter } from './generation-writer.ts'
import { ensureLayout } from './layout.ts'
import { Reader } from './reader.ts'
import { Turns } from './turns.ts'

/** How long a save waits for another process that saves. */
const BUSY_TIMEOUT_MS = 2_000
const OPEN_TIMEOUT_MS = 5_000
const OPEN_RETRY_MS = 20
/** Larger than SQLite's own default: a page then holds more of the rows that one save touches. */
const PAGE_BYTES = 8_192
/** Of each connection: a figure over years reads tens of megabytes of an index, and reads them again for the next. */
const CACHE_KIB = 64_000
/** A checkpoint is the only time that the disk is waited for; fewer and larger ones while a generation is built. */
const CHECKPOINT_PAGES = 4_000
const WAL_KEPT_BYTES = 64 * 1024 * 1024

export interface SqliteReadModels extends ReadModels {
  /** What its pages take, in the file or in memory. */
  bytes(): Promise<number>
}

/**
 * Opens read models in a file of their own, beside the ledger's, so that saving rows never holds the ledger's lock.
 * Deleting the file costs a replay and nothing else. `:memory:` keeps them in memory.
 *
 * Where the file serves other projections, or another version of them, tables for these are made beside; a follower
 * fills them and then puts them in the place of the old ones, which go on answering until then. They are kept in step
 * only as long as a worker that declares the old projections follows too.
 *
 * Throws `STORE_NOT_A_LEDGER` for a file that holds something else, `STORE_NEWER` for one of a newer version, and
 * `STORE_NOT_FOUND` where there is no such folder.
 */
export async function openReadModels(path: string, projections: readonly Projection[]): Promise<SqliteReadModels> {
  assertDeclared(projections, ['generations'])
  assertFolder(path)
  const until = performance.now() + OPEN_TIMEOUT_MS
  for (;;) {
    try {
      return openNow(path, projections)
    } catch (error) {
      // Where several workers open a new file at once, SQLite refuses the change to WAL without waiting.
      const isBusy = error instanceof Fault && error.code === 'STORE_BUSY'
      if (!isBusy || performance.now() > until) throw error
      await sleep(OPEN_RETRY_MS)
    }
  }
}

function openNow(path: string, projections: readonly Projection[]): SqliteReadModels {
  let writing: Database.Database | undefined
  try {
    writing = openWriting(path)
    const writer = new GenerationWriter(writing, projections)
    const reading = path === ':memory:' ? writing : openReading(path)
    return readModels(path, projections, writing, writer, reading)
  } catch (error) {
    writing?.close()
    throw engineFault(path, error)
  }
}

const pageBytes = (db: Database.Database): number => Number(db.pragma('page_size', { simple: true }))

function assertFolder(path: string): void {
  if (path === ':memory:' || existsSync(dirname(path))) return
  throw new Fault('STORE_NOT_FOUND', `${dirname(path)} is not there; create the folder, or check the path`)
}

function openReading(path: string): Database.Database {
  const db = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS })
  db.pragma(`cache_size = -${CACHE_KIB}`)
  return db
}

function openWriting(path: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    // Only an empty file takes it.
    db.pragma(`page_size = ${PAGE_BYTES}`)
    // Judged before anything is changed: another program's database is left as it is.
    db.transaction(() => ensureLayout(db, path)).immediate()
    db.pragma('journal_mode = WAL')
    // NORMAL waits for the disk at checkpoints only. A loss of power may then undo the last saves, each of them whole:
    // rows and position together. What was undone is folded again, so FULL would buy nothing.
    db.pragma('synchronous = NORMAL')
    db.pragma(`cache_size = -${CACHE_KIB}`)
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function readModels(
  path: string,
  projections: readonly Projection[],
  writing: Database.Database,
  writer: GenerationWriter,
  reading: Database.Database,
): SqliteReadModels {
  const turns = new Turns()
  const reader = new Reader(reading, projections, turns)

  async function named<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw engineFault(path, error)
    })
  }

  /** The port is asynchronous, the driver is not. Where one connection does all, a save must not fall into a snapshot. */
  const within = <T>(run: () => T): Promise<T> =>
    named(reading === writing ? turns.take(run) : Promise.resolve().then(run))

  async function serve(owner: string): Promise<boolean> {
    // One a turn: an index of a large ledger takes a second, and whoever reads is served in between.
    while (await within(() => writer.makeIndex(owner))) await nextTurn()
    return within(() => writer.serve(owner))
  }

  async function close(): Promise<void> {
    if (reader.isInside) throw new BrokenInvariant('read models are not closed inside a snapshot')
    await turns.take(() => {
      reading.close()
      writing.close()
    })
  }

  return {
    projections,
    generation: () => within(() => writer.generation()),
    claim: (owner, leaseMs) => within(() => writer.claim(owner, leaseMs)),
    save: (owner, leaseMs, batch) => within(() => writer.save(owner, leaseMs, batch)),
    serve,
    release: (owner) => within(() => writer.release(owner)),
    position: () => named(reader.position()),
    bytes: () => within(() => Number(writing.pragma('page_count', { simple: true })) * pageBytes(writing)),
    query: <R>(sql: string, params: readonly Parameter[] = []) => named(reader.query<R>(sql, params)),
    snapshot: (read) => named(reader.snapshot(read)),
    close,
    [Symbol.asyncDispose]: close,
  }
}
