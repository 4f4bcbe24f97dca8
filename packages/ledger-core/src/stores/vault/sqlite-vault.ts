import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'
import type { KeyVault, PartKey } from '../../ports/key-vault.ts'
import { makeDurable, prepared } from '../sqlite/connections.ts'
import { engineFault, isDamage } from '../sqlite/engine-fault.ts'
import { GroupCommit } from '../sqlite/group-commit.ts'
import { LOCK_WAIT_MS, untilFree } from '../sqlite/until-free.ts'
import { Wal } from '../sqlite/wal.ts'
import { inPlace } from '../sqlite/writing.ts'
import { vaultMadeWhenNeeded } from './made-when-needed.ts'
import { assertVault, BLANK_KEY, ensureVaultSchema } from './schema.ts'
import { vaultReads } from './sqlite-vault-reads.ts'

export interface SqliteVaultOptions {
  /** Whether to make a vault where there is none; default true. False: STORE_NOT_FOUND. */
  readonly create?: boolean
  /** Only reads, and needs no more rights: what keeps or destroys is STORE_READ_ONLY. A vault that is not there is not made. */
  readonly readOnly?: boolean
  /** How long to wait for another process that writes, before STORE_BUSY; default 5000. */
  readonly busyTimeoutMs?: number
  /** Told when a destroyed key may still lie in the write-ahead log; default: a warning of the process. */
  readonly onWarning?: (warning: Fault) => void
}

const BUSY_TIMEOUT_MS = 5_000
/** Only its owner reads the keys. */
const FILE_MODE = 0o600

/**
 * The keys of personal parts in one SQLite file, shared by the processes of one machine. `-wal` and `-shm` beside it
 * belong to it. A key that was destroyed is in none of the three when `destroy` resolves. The file is made when there is
 * something to keep in it.
 *
 * @example
 * const store = await eventStoreDb('esdb://localhost:2113?ledger=jx', { vault: await sqliteVault('jx.keys.db') })
 */
export async function sqliteVault(path: string, options: SqliteVaultOptions = {}): Promise<KeyVault> {
  const { create = true, readOnly = false, busyTimeoutMs = BUSY_TIMEOUT_MS } = options
  const file = resolve(path)
  assertFolder(file)
  const exists = () => existsSync(file)
  const open = () => openVault(file, options)
  if (create && !readOnly && !exists()) return vaultMadeWhenNeeded({ shown: file, exists, open })
  if (!exists())
    throw new Fault('STORE_NOT_FOUND', `there is no key vault at ${file}; check the path, or create one by recording`)
  if (!readOnly) return open()
  return readOnlyVault(await untilFree(busyTimeoutMs, () => openToRead(file)), file)
}

async function openVault(file: string, options: SqliteVaultOptions): Promise<KeyVault> {
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, onWarning = (warning) => process.emitWarning(warning) } = options
  const db = await untilFree(busyTimeoutMs, () => openToWrite(file))
  const wal = new Wal(db, { path: file, busyTimeoutMs, onWarning, onDiskError: (error) => commits.fail(error) })
  const commits = new GroupCommit(db, {
    path: file,
    busyTimeoutMs,
    assertInPlace: inPlace(file),
    afterGroup: () => wal.checkpoint(),
  })

  const insert = db.prepare<[string, string, string, Uint8Array]>(
    'INSERT INTO part_keys (key_id, stream, event_id, key) VALUES (?, ?, ?, ?)',
  )
  const blank = db.prepare<[string]>(`UPDATE part_keys SET key = ${BLANK_KEY} WHERE key_id = ? AND key <> ${BLANK_KEY}`)
  const setErased = db.prepare<[string, bigint]>(
    'INSERT INTO erased (log, position) VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET position = excluded.position',
  )
  let closing: Promise<void> | undefined

  const assertOpen = () => {
    if (closing !== undefined) throw closedVault(file)
  }

  async function write<T>(rows: number, query: () => T): Promise<T> {
    assertOpen()
    try {
      return await commits.submit(rows, query)
    } catch (error) {
      // What is unknown of a key leaves nothing unknown of the log: its event is not appended.
      if (!(error instanceof Fault) || error.code !== 'APPEND_UNKNOWN') throw error
      throw new Fault('STORE_FAILED', `the disk of the key vault ${file} failed; check it, then open it again`, error)
    }
  }

  async function closeNow(): Promise<void> {
    await commits.settle()
    await wal.settle()
    db.close()
  }

  return {
    ...vaultReads(db, file, assertOpen),

    async keep(keys: readonly PartKey[]) {
      await write(keys.length, () => {
        for (const { keyId, stream, eventId, key } of keys) insert.run(keyId, stream, eventId, key)
      })
    },

    async destroy(keyIds) {
      const count = await write(keyIds.length, () => keyIds.reduce((sum, keyId) => sum + blank.run(keyId).changes, 0))
      // Also where nothing was left: whoever destroyed it may have been killed before the log was emptied.
      await wal.truncate()
      return count
    },

    async setErasedUpTo(log, position) {
      await write(1, () => setErased.run(log, position))
    },

    async close() {
      closing ??= closeNow()
      await closing
    },
  }
}

function readOnlyVault(db: Database.Database, file: string): KeyVault {
  let isClosed = false
  const assertOpen = () => {
    if (isClosed) throw closedVault(file)
  }
  const refuse = async () => {
    assertOpen()
    throw new Fault('STORE_READ_ONLY', `the key vault ${file} was opened to be read only`)
  }
  return {
    ...vaultReads(db, file, assertOpen),
    keep: refuse,
    destroy: refuse,
    setErasedUpTo: refuse,
    async close() {
      isClosed = true
      db.close()
    },
  }
}

const closedVault = (file: string): Fault => new Fault('STORE_CLOSED', `the key vault ${file} is closed`)

function assertFolder(path: string): void {
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) return
  throw new Fault('STORE_NOT_FOUND', `${dirname(path)} is not a folder; create it, or check the path of the key vault`)
}

const openToWrite = (path: string): Database.Database =>
  opened(path, () => {
    // Only its owner reads it, whatever the process's mask is.
    closeSync(openSync(path, 'a', FILE_MODE))
    return prepared(new Database(path, { timeout: LOCK_WAIT_MS, fileMustExist: true }), (db) => {
      db.transaction(ensureVaultSchema).immediate(db, path)
      makeDurable(db, path)
      // What a crash left in the write-ahead log may have been destroyed since.
      db.pragma('wal_checkpoint(TRUNCATE)')
    })
  })

const openToRead = (path: string): Database.Database =>
  opened(path, () =>
    prepared(new Database(path, { timeout: LOCK_WAIT_MS, fileMustExist: true, readonly: true }), (db) =>
      assertVault(db, path),
    ),
  )

function opened(path: string, open: () => Database.Database): Database.Database {
  try {
    return open()
  } catch (error) {
    if (!isDamage(error)) throw engineFault(path, error)
    throw new Fault('STORE_NOT_A_LEDGER', `${path} is not a key vault, or a damaged one; check the path`, error)
  }
}
