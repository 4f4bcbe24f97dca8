import type { Checkpoint } from './checkpoint.ts'
import { type Finding, finding } from './finding.ts'
import { EMPTY_EDGE, growTiles, joinHashes, rootOfEdge, type TreeEdge, type WrittenTile } from './growing-tiles.ts'
import { hashesAt, hashesOfTile, TILE_BYTES, TILE_HASHES, type Tile, tileAt, tilePath } from './tile.ts'
import { HASH_BYTES, isSameHash, type Sha256 } from './tree-hash.ts'

/** Gives a tile from where it lies: a folder, a service. Undefined where there is none; a wider one serves as well. */
export type FetchTile = (tile: Tile) => Promise<Uint8Array | undefined>

export interface TilesToVerify {
  readonly sha256: Sha256
  readonly checkpoint: Checkpoint
  /** Checkpoints that were kept: the tree must extend each. */
  readonly kept?: readonly Checkpoint[]
  readonly fetchTile: FetchTile
  readonly onProgress?: (tiles: number, of: number) => void
}

/** Tiles that are asked for before the first of them is needed. */
const TILES_AHEAD = 16

/**
 * Verifies every tile of a tree against its checkpoint: those of level 0 have the signed root, those above hold the
 * hashes of those below, and the tree begins with each one that was kept. Memory: the right edge of the tree and a few
 * tiles.
 */
export async function verifyTiles({
  sha256,
  checkpoint,
  kept = [],
  fetchTile,
  onProgress = () => {},
}: TilesToVerify): Promise<readonly Finding[]> {
  const { size, root } = checkpoint
  const findings: Finding[] = []
  let edge: TreeEdge = EMPTY_EDGE

  const judgeKept = (before: TreeEdge, hashes: readonly Uint8Array[]): void => {
    for (const { size, root } of kept) {
      const isHere = size > before.size ? size <= before.size + hashes.length : size === 0 && before.size === 0
      if (!isHere) continue
      const then = growTiles(sha256, before, hashes.slice(0, size - before.size)).edge
      if (!isSameHash(rootOfEdge(sha256, then), root))
        findings.push(finding('HISTORY_FORKED', `the first ${size} leaves do not have the root that was kept`))
    }
  }

  // One that is wrong makes those above it differ too.
  let isNamed = false
  const judgeAbove = async ({ tile, bytes: due }: WrittenTile): Promise<void> => {
    const wrong = isNamed ? undefined : judgeUpperTile({ tile, bytes: due }, await fetchTile(tile))
    if (wrong) findings.push(wrong)
    isNamed ||= wrong !== undefined
  }

  if (size === 0) judgeKept(edge, [])
  for await (const [tile, bytes] of bottomTiles(size, fetchTile)) {
    onProgress(tile.index + 1, Math.ceil(size / TILE_HASHES))
    if (bytes === undefined) return [...findings, missing(tile)]
    const hashes = hashesOfTile(tile, asWideAs(tile, bytes))
    // What follows could only be held against a tree with a hole.
    if (!hashes.ok) return [...findings, hashes.finding]
    judgeKept(edge, hashes.value)
    const grown = growTiles(sha256, edge, hashes.value)
    for (const written of grown.tiles)
      if (written.tile.level > 0 && written.tile.width === TILE_HASHES) await judgeAbove(written)
    edge = grown.edge
  }
  for (const [level, hashes] of edge.levels.entries()) {
    const tile = tileAt(size, level, Math.floor(hashesAt(size, level) / TILE_HASHES))
    if (level > 0 && tile) await judgeAbove({ tile, bytes: joinHashes(hashes) })
  }

  if (!isSameHash(rootOfEdge(sha256, edge), root))
    findings.push(finding('ROOT_DIFFERS', `the tiles of ${size} leaves do not have the root that was signed for them`))
  for (const { size: older } of kept.filter((one) => one.size > size))
    findings.push(finding('LOG_ROLLED_BACK', `${size} leaves are signed; the checkpoint that was kept has ${older}`))
  return findings
}

/** Tiles of level 0 in order, some of them asked for ahead. */
async function* bottomTiles(size: number, fetchTile: FetchTile): AsyncGenerator<[Tile, Uint8Array | undefined]> {
  const asked: Promise<[Tile, Uint8Array | undefined]>[] = []
  const ask = async (tile: Tile): Promise<[Tile, Uint8Array | undefined]> => [tile, await fetchTile(tile)]
  for (let index = 0; ; index++) {
    const tile = tileAt(size, 0, index)
    if (tile) asked.push(ask(tile))
    // Whoever goes away before the last leaves those that were asked for to fail alone.
    asked.at(-1)?.catch(() => {})
    if (tile && asked.length < TILES_AHEAD) continue
    const next = asked.shift()
    if (!next) return
    yield await next
  }
}

/** A wider tile begins with a narrower one; any other length is none. */
const asWideAs = ({ width }: Tile, bytes: Uint8Array): Uint8Array =>
  bytes.length === TILE_BYTES ? bytes.subarray(0, width * HASH_BYTES) : bytes

/** Whether a tile above level 0 is there, and holds what is due. */
export function judgeUpperTile({ tile, bytes: due }: WrittenTile, bytes: Uint8Array | undefined): Finding | undefined {
  if (bytes === undefined) return missing(tile)
  const hashes = hashesOfTile(tile, asWideAs(tile, bytes))
  if (!hashes.ok) return hashes.finding
  const at = hashes.value.findIndex(
    (hash, at) => !isSameHash(hash, due.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  )
  if (at === -1) return undefined
  const below = tilePath({ level: tile.level - 1, index: tile.index * TILE_HASHES + at, width: TILE_HASHES })
  return finding('TILE_DIFFERS', `${tilePath(tile)} holds another hash for ${below} than that has`)
}

const missing = (tile: Tile): Finding => finding('TILE_MISSING', `${tilePath(tile)} is not there`)
