import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { EMPTY_EDGE, growTiles } from '../evidence/growing-tiles.ts'
import { TILE_HASHES, tilePath } from '../evidence/tile.ts'
import { faultsOfRacing } from '../testing/racing.ts'
import { leafHashAt, leafHashes } from '../testing/trees.ts'
import type { EvidenceFolder, IndexedLeaf } from './evidence-folder.ts'
import { IDENTITY_FILE, openFileFolder } from './files/file-folder.ts'
import { memoryFolder } from './memory-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'ledger-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const fresh = () => mkdtempSync(join(root, 'folder-'))
const FOLDERS: readonly (readonly [string, () => EvidenceFolder])[] = [
  ['memory', memoryFolder],
  ['files', () => openFileFolder(fresh())],
]

const leafAt = (leafIndex: number): IndexedLeaf => ({
  leafIndex,
  position: BigInt(leafIndex * 100) + 2n ** 53n,
  eventId: `event-${leafIndex}`,
  stream: 'project-P-1',
  revision: leafIndex,
  leafHash: leafHashAt(leafIndex),
})

describe.each(FOLDERS)('an evidence folder of %s', (_name, open) => {
  test('maps leaves both ways, and is cut to what was signed', () => {
    const { index, close } = open()
    expect([index.size(), index.at(0), index.find('event-0')]).toEqual([0, undefined, undefined])
    index.add([0, 1, 2].map(leafAt))
    index.commit()
    index.add([3, 4].map(leafAt))
    expect([index.size(), index.at(4), index.find('event-3')]).toEqual([5, leafAt(4), leafAt(3)])
    index.cut(2)
    expect([index.size(), index.at(1), index.at(2), index.find('event-2')]).toEqual([
      2,
      leafAt(1),
      undefined,
      undefined,
    ])
    index.add([leafAt(2)])
    index.commit()
    expect(index.find('event-2')).toEqual(leafAt(2))
    close()
  })

  test('swaps a checkpoint only for the one that is expected', async () => {
    const { checkpoints, close } = open()
    expect(await checkpoints.read()).toBeUndefined()
    expect(await checkpoints.swap('one', 'two')).toBe(false)
    expect(await checkpoints.swap(undefined, 'one')).toBe(true)
    expect(await checkpoints.swap(undefined, 'two')).toBe(false)
    expect(await checkpoints.swap('one', 'two')).toBe(true)
    expect(await checkpoints.read()).toBe('two')
    close()
  })

  test('keeps tiles by their width, and lets the narrower of a full one go', async () => {
    const folder = open()
    const partial = growTiles(sha256, EMPTY_EDGE, leafHashes(200))
    const full = growTiles(sha256, EMPTY_EDGE, leafHashes(300))
    await folder.writeTiles([...partial.tiles, ...full.tiles])
    for (const { tile, bytes } of [...partial.tiles, ...full.tiles]) expect(folder.readTile(tile)).toEqual(bytes)
    expect(folder.readTile({ level: 0, index: 9, width: 3 })).toBeUndefined()
    await folder.dropPartials([{ level: 0, index: 0, width: TILE_HASHES }])
    expect(folder.readTile({ level: 0, index: 0, width: 200 })).toBeUndefined()
    expect(folder.readTile({ level: 0, index: 0, width: TILE_HASHES })).toBeDefined()
    expect(folder.readTile({ level: 0, index: 1, width: 44 })).toBeDefined()
    folder.close()
  })

  test('knows whose it is', async () => {
    const folder = open()
    expect(await folder.identity()).toBeUndefined()
    const identity = { ledgerId: '00000000-0000-4000-8000-000000000000', origin: 'ledger.example/county' }
    await folder.setIdentity(identity)
    expect(await folder.identity()).toEqual(identity)
    folder.close()
  })

  test('is held by one at a time', () => {
    const folder = open()
    expect(folder.claim()).toBeUndefined()
    folder.release()
    expect(folder.claim()).toBeUndefined()
    folder.close()
  })
})

describe('a folder of files', () => {
  test('lies as C2SP tlog-tiles has it, and leaves nothing half written', async () => {
    const path = fresh()
    const folder = openFileFolder(path)
    const { tiles } = growTiles(sha256, EMPTY_EDGE, leafHashes(300))
    await folder.writeTiles(tiles)
    await folder.writeTiles([{ tile: { level: 0, index: 1234067, width: TILE_HASHES }, bytes: new Uint8Array(8192) }])
    await folder.checkpoints.swap(undefined, 'a note')
    for (const { tile, bytes } of tiles) expect(new Uint8Array(readFileSync(join(path, tilePath(tile))))).toEqual(bytes)
    expect(readFileSync(join(path, 'tile/0/x001/x234/067')).length).toBe(8192)
    expect(readFileSync(join(path, 'tile/0/001.p/44')).length).toBe(44 * 32)
    expect(readFileSync(join(path, 'checkpoint'), 'utf8')).toBe('a note')
    expect(readdirSync(path, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([])
    folder.close()
  })

  test('is there again when it is opened again, and its rows are those that were committed', async () => {
    const path = fresh()
    const folder = openFileFolder(path)
    folder.index.add([leafAt(0)])
    folder.index.commit()
    folder.index.add([leafAt(1)])
    await folder.checkpoints.swap(undefined, 'a note')
    folder.close()
    const again = openFileFolder(path)
    expect([again.index.size(), await again.checkpoints.read()]).toEqual([1, 'a note'])
    again.close()
  })

  test('that several make at the same moment is opened by all of them', async () => {
    expect(await faultsOfRacing('evidence', fresh())).toEqual([])
  })

  test('held by one, names it to the others until that one is gone', () => {
    const path = fresh()
    const [one, two] = [openFileFolder(path), openFileFolder(path)]
    expect(one.claim()).toBeUndefined()
    expect(two.claim()?.holder).toMatch(new RegExp(`process ${process.pid} on .*, since 2`))
    one.close()
    expect(two.claim()).toBeUndefined()
    two.close()
  })

  test('that cannot be read is a fault with a code', async () => {
    const path = fresh()
    writeFileSync(join(path, IDENTITY_FILE), '{"ledgerId":7}')
    const folder = openFileFolder(path)
    await expect(folder.identity()).rejects.toMatchObject({ code: 'EVIDENCE_FAILED' })
    folder.close()
    writeFileSync(join(path, 'file'), '')
    assert.throws(() => openFileFolder(join(path, 'file', 'below')), { code: 'EVIDENCE_FAILED' })
  })
})
