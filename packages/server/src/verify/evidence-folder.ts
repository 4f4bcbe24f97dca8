import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type FetchTile, finding, TILE_HASHES, type Tile, tilePath } from '@procurement-ledger/core/verify'
import { Unverifiable } from './verification.ts'

/** An evidence folder: `checkpoint` and `tile/...`, as C2SP tlog-tiles lays them out. Anybody may have written it. */
export interface EvidenceFolder {
  /** The signed note, as bytes; undefined where there is none. */
  readonly checkpoint: () => Promise<Uint8Array | undefined>
  readonly fetchTile: FetchTile
  /** Whether there is anything of a tree. */
  readonly hasTiles: () => Promise<boolean>
}

export const openEvidenceFolder = (folder: string): EvidenceFolder => ({
  checkpoint: () => readFileOf(join(folder, 'checkpoint'), MAX_NOTE_BYTES),
  // A partial tile may be taken away once the full one is there.
  fetchTile: async (tile: Tile) =>
    (await readFileOf(join(folder, tilePath(tile)), TILE_BYTES)) ??
    (await readFileOf(join(folder, tilePath({ ...tile, width: TILE_HASHES })), TILE_BYTES)),
  hasTiles: async () => (await kindOf(join(folder, 'tile'))) === 'folder',
})

/** A note has a million characters at most; one byte more shows that it is larger. */
const MAX_NOTE_BYTES = 1_000_001
const TILE_BYTES = TILE_HASHES * 32 + 1

export async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  try {
    const found = statSync(path)
    if (found.isFile()) return 'file'
    return found.isDirectory() ? 'folder' : 'other'
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw unreadable(path, error)
  }
}

// At once, and not in the background: of thousands of small files each would cost ten times as much, and a command that
// verifies has nothing else to do meanwhile.

/** At most so many bytes of a file; undefined where there is none. What is no file, such as a pipe, is not opened. */
export async function readFileOf(path: string, most: number): Promise<Uint8Array | undefined> {
  const kind = await kindOf(path)
  if (kind === undefined) return undefined
  if (kind !== 'file') throw unreadable(path, new Error('it is no file'))
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = new Uint8Array(most)
      return bytes.subarray(0, readSync(file, bytes, 0, most, 0))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw unreadable(path, error)
  }
}

const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

const unreadable = (path: string, error: unknown): Unverifiable =>
  new Unverifiable(finding('EVIDENCE_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`))
