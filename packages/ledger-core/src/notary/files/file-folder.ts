import { mkdirSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { TILE_HASHES, tilePath } from '../../evidence/tile.ts'
import { Fault } from '../../kernel/fault.ts'
import type { CheckpointStore, EvidenceFolder, LogIdentity } from '../evidence-folder.ts'
import { openProcessLock } from './process-lock.ts'
import { openSqliteIndex } from './sqlite-index.ts'
import { writeDurably } from './write-durably.ts'

/** Files of a folder beside the tiles. `checkpoint` and `tile/` are what others read; the rest is the notary's own. */
export const CHECKPOINT_FILE = 'checkpoint'
export const IDENTITY_FILE = 'ledger.json'
export const INDEX_FILE = 'index.db'
const LOCK_FILE = 'notary.lock'

/**
 * The evidence in a folder, laid out as C2SP tlog-tiles has it: `checkpoint` and `tile/<L>/<N>[.p/<W>]`.
 *
 * @param checkpoints where the last checkpoint stands, for notaries on several machines; left out: the folder itself
 */
export function openFileFolder(path: string, checkpoints?: CheckpointStore): EvidenceFolder {
  return guarded(path, () => {
    mkdirSync(path, { recursive: true })
    const index = openSqliteIndex(join(path, INDEX_FILE))
    const lock = openProcessLock(join(path, LOCK_FILE))
    const writing = (files: Parameters<typeof writeDurably>[1]) => guardedAsync(path, () => writeDurably(path, files))

    return {
      where: path,
      index: {
        size: () => guarded(path, index.size),
        add: (leaves) => guarded(path, () => index.add(leaves)),
        commit: () => guarded(path, index.commit),
        cut: (size) => guarded(path, () => index.cut(size)),
        at: (leafIndex) => guarded(path, () => index.at(leafIndex)),
        find: (eventId) => guarded(path, () => index.find(eventId)),
      },
      checkpoints: checkpoints ?? fileCheckpoints(path),
      identity: () => guardedAsync(path, async () => parseIdentity(path, await readText(join(path, IDENTITY_FILE)))),
      setIdentity: ({ ledgerId, origin }) =>
        writing([{ path: IDENTITY_FILE, bytes: `${JSON.stringify({ ledgerId, origin })}\n` }]),
      readTile: (tile) => guarded(path, () => readBytes(join(path, tilePath(tile)))),
      writeTiles: (tiles) => writing(tiles.map(({ tile, bytes }) => ({ path: tilePath(tile), bytes }))),
      async publish(note) {
        // The folder's own checkpoint is shown by being swapped.
        if (checkpoints !== undefined) await writing([{ path: CHECKPOINT_FILE, bytes: note }])
      },
      async dropPartials(full) {
        for (const tile of full.filter(({ width }) => width === TILE_HASHES))
          await rm(join(path, `${tilePath(tile)}.p`), { recursive: true, force: true })
      },
      claim: () => guarded(path, lock.claim),
      release: lock.release,
      close() {
        lock.close()
        index.close()
      },
    }
  })
}

/** The checkpoint in the folder itself: compared, written beside, synced, renamed. The folder's lock keeps others away. */
function fileCheckpoints(folder: string): CheckpointStore {
  const read = () => readText(join(folder, CHECKPOINT_FILE))
  return {
    read: () => guardedAsync(folder, read),
    swap: (previous, next) =>
      guardedAsync(folder, async () => {
        if ((await read()) !== previous) return false
        await writeDurably(folder, [{ path: CHECKPOINT_FILE, bytes: next }])
        return true
      }),
  }
}

function parseIdentity(folder: string, text: string | undefined): LogIdentity | undefined {
  if (text === undefined) return undefined
  try {
    const { ledgerId, origin } = JSON.parse(text)
    if (typeof ledgerId === 'string' && typeof origin === 'string') return { ledgerId, origin }
  } catch {
    // Said below.
  }
  throw new Fault('EVIDENCE_FAILED', `${folder}/${IDENTITY_FILE} does not say whose evidence this is; restore it`)
}

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function guarded<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw folderFault(folder, error)
  }
}

async function guardedAsync<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw folderFault(folder, error)
  })
}

/** What the disk or SQLite says of the folder; anything else is a defect of ours and stays what it is. */
function folderFault(folder: string, error: unknown): unknown {
  const isOfSystem = error instanceof Error && 'syscall' in error
  if (!isOfSystem && !(error instanceof Database.SqliteError)) return error
  return new Fault(
    'EVIDENCE_FAILED',
    `the evidence folder ${folder}: ${error.message}; check disk and permissions`,
    error,
  )
}
