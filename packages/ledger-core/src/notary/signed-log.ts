import { type Checkpoint, parseCheckpoint } from '../evidence/checkpoint.ts'
import { sha256 } from '../evidence/digest.ts'
import { growTiles, rootOfEdge, type TreeEdge } from '../evidence/growing-tiles.ts'
import { parseNote } from '../evidence/signed-note.ts'
import { hashesAt, TILE_HASHES, TILE_LEVELS } from '../evidence/tile.ts'
import { HASH_BYTES, isSameHash } from '../evidence/tree-hash.ts'
import { Fault } from '../kernel/fault.ts'
import type { EventStore, LoggedLeaf } from '../ports/event-store.ts'
import type { EvidenceFolder, LogIdentity } from './evidence-folder.ts'
import { growLog } from './grown-log.ts'
import { LOG_START, type LogEnd, rolledBack } from './log-end.ts'
import { widerTile } from './wider-tile.ts'

/**
 * The log holds what was signed: the end of it where index and tiles give it, and undefined where the whole log had to
 * be read to tell. Nothing is written: what another history left is evidence too.
 *
 * @throws Fault LEDGER_ROLLED_BACK
 */
export async function assertSigned(
  store: EventStore,
  folder: EvidenceFolder,
  checkpoint: Checkpoint,
): Promise<LogEnd | undefined> {
  const end = await readSignedEnd(store, folder, checkpoint)
  if (end === undefined) await rereadSignedLog(store, checkpoint)
  return end
}

/**
 * The end of what was signed, read from index and tiles and held against the log: the signed root must come out of the
 * log's own last leaves. Undefined where index or tiles do not give it; then only the whole log can tell.
 */
async function readSignedEnd(
  store: EventStore,
  { index, readTile }: EvidenceFolder,
  { size, root }: Checkpoint,
): Promise<LogEnd | undefined> {
  if (size === 0) return LOG_START
  // The leaves under the last tile come from the log, all that is left of them from tiles that are full.
  const start = size - (size % TILE_HASHES || TILE_HASHES)
  const edge = edgeAt(start, size, readTile)
  const before = start === 0 ? 0n : index.at(start - 1)?.position
  if (edge === undefined || before === undefined) return undefined
  const leaves = await readLeaves(store, before, size - start)
  const isIndexed = leaves.every(({ eventId, position }, i) => {
    const row = index.at(start + i)
    return row?.eventId === eventId && row.position === position
  })
  if (leaves.length < size - start || !isIndexed) return undefined
  const grown = growTiles(
    sha256,
    edge,
    leaves.map(({ leafHash }) => leafHash),
  ).edge
  if (!isSameHash(rootOfEdge(sha256, grown), root)) return undefined
  return { edge: grown, last: leaves.at(-1), before: leaves.at(-2)?.position ?? before }
}

/**
 * The whole log, read to the signed size.
 *
 * @throws Fault LEDGER_ROLLED_BACK where it does not have the signed root
 */
export async function rereadSignedLog(store: EventStore, { size, root, origin }: Checkpoint): Promise<void> {
  let end = LOG_START
  for await (const grown of growLog(store, LOG_START, size)) end = grown.end
  if (end.edge.size < size)
    throw rolledBack(`the log holds ${end.edge.size} events, and ${size} were signed for ${origin}`)
  if (!isSameHash(rootOfEdge(sha256, end.edge), root))
    throw rolledBack(`the first ${size} events of the log are not those that were signed for ${origin}`)
}

/**
 * Asked before a ledger is opened: an empty store beside evidence is a lost ledger, not a new one.
 *
 * @throws Fault LEDGER_ROLLED_BACK
 */
export async function assertNotEmptied(store: EventStore, folder: EvidenceFolder): Promise<void> {
  if ((await store.head()) > 0n) return
  const identity = await folder.identity()
  if (identity === undefined && (await folder.checkpoints.read()) === undefined) return
  throw rolledBack(`the store is empty, and ${folder.where} holds the evidence of ${identity?.origin ?? 'a ledger'}`)
}

/**
 * Asked by a program that appends without a notary: the log is still the one that was signed. No key is needed, since
 * the folder is the operator's own; whoever trusts nobody verifies instead.
 *
 * @throws Fault EVIDENCE_OF_ANOTHER_LEDGER, LEDGER_ROLLED_BACK
 */
export async function assertHoldsSigned(store: EventStore, own: LogIdentity, folder: EvidenceFolder): Promise<void> {
  await assertOwnFolder(own, folder)
  const note = await folder.checkpoints.read()
  if (note === undefined) return
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed
  if (!checkpoint.ok) throw new Fault('EVIDENCE_FAILED', `${folder.where}: ${checkpoint.finding.message}`)
  if (checkpoint.value.origin !== own.origin) throw ofAnother(folder, checkpoint.value.origin, own.origin)
  await assertSigned(store, folder, checkpoint.value)
}

/** Whether the folder says whose evidence it is. @throws Fault EVIDENCE_OF_ANOTHER_LEDGER */
export async function assertOwnFolder({ ledgerId, origin }: LogIdentity, folder: EvidenceFolder): Promise<boolean> {
  const named = await folder.identity()
  if (named === undefined || (named.ledgerId === ledgerId && named.origin === origin)) return named !== undefined
  throw ofAnother(folder, `${named.origin} (${named.ledgerId})`, `${origin} (${ledgerId})`)
}

const ofAnother = ({ where }: EvidenceFolder, found: string, own: string): Fault =>
  new Fault(
    'EVIDENCE_OF_ANOTHER_LEDGER',
    `${where} holds the evidence of ${found}, not of ${own}; nothing is recorded or signed; check which store and which ` +
      'folder belong together',
  )

/** The edge of a tree whose last tile is full; undefined where a tile is not there. */
function edgeAt(size: number, signedSize: number, readTile: EvidenceFolder['readTile']): TreeEdge | undefined {
  const levels: Uint8Array[][] = []
  for (let level = 0; level < TILE_LEVELS; level++) {
    const width = hashesAt(size, level) % TILE_HASHES
    const tile = { level, index: Math.floor(hashesAt(size, level) / TILE_HASHES), width }
    const bytes = width === 0 ? new Uint8Array(0) : widerTile(tile, signedSize, readTile)
    if (bytes === undefined) return undefined
    levels.push(Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES)))
  }
  return { size, levels }
}

async function readLeaves(store: EventStore, after: bigint, count: number): Promise<LoggedLeaf[]> {
  const leaves: LoggedLeaf[] = []
  for await (const page of store.readLeaves({ after })) {
    leaves.push(...page)
    if (leaves.length >= count) break
  }
  return leaves.slice(0, count)
}
