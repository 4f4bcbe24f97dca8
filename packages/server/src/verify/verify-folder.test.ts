import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@procurement-ledger/core/notary'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Evidence, signedTree, writeFiles } from '../testing/evidence-of.ts'
import { EXITS, type Given, type Verification } from './verification.ts'
import { verify } from './verify.ts'

/** An evidence folder by itself: hashes and a signature, and no event. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-folder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ORIGIN = 'ledger.invalid/county'
const KEY = 'the first key'
const leaves = Array.from({ length: 66_000 }, (_, n) => sha256(new TextEncoder().encode(`leaf ${n}`)))
let tree: Omit<Evidence, 'indexOf'>
const into = (name: string) => join(folder, name)

beforeAll(() => {
  tree = signedTree(leaves, ORIGIN, KEY)
  writeFiles(into('whole'), tree.files)
})

async function verified(path: string, given: Partial<Given> = {}): Promise<Verification & { exit: number }> {
  const found = await verify(path, { keys: [], ...given })
  assert.ok(found)
  return { ...found, exit: EXITS[found.verdict] }
}

const codes = ({ findings }: Verification) => findings.map(({ code }) => code)
const note = (size: number, phrase = KEY) =>
  new TextEncoder().encode(signedTree(leaves.slice(0, size), ORIGIN, phrase).note)

describe('an evidence folder', () => {
  test('that nobody touched is sound, and says that it holds no events', async () => {
    const { exit, kind, unchecked } = await verified(into('whole'), { keys: [tree.verifierKey] })
    assert.deepEqual([exit, kind], [0, 'folder'])
    assert.match(unchecked.join(), /the events themselves/)
  })

  test.each([0, 1, 255, 256, 257, 65_536, 65_537, 66_000])('extends the checkpoint of %d leaves', async (size) => {
    const { exit, checked } = await verified(into('whole'), { keys: [tree.verifierKey], since: note(size) })
    assert.equal(exit, 0)
    assert.match(checked.join(), new RegExp(`kept checkpoint of ${size} leaves`))
  })

  test('of one leaf, and of none, is sound', async () => {
    for (const size of [0, 1]) {
      writeFiles(into(`of-${size}`), signedTree(leaves.slice(0, size), ORIGIN, KEY).files)
      assert.equal((await verified(into(`of-${size}`), { since: note(size) })).exit, 0)
    }
  })

  test('with another history than the kept checkpoint: forked, also at one size', async () => {
    for (const size of [300, 66_000]) {
      const other = [...leaves.slice(0, size - 1), sha256(Uint8Array.of(1))]
      const since = new TextEncoder().encode(signedTree(other, ORIGIN, KEY).note)
      const found = await verified(into('whole'), { since })
      assert.deepEqual([found.exit, codes(found)], [4, ['HISTORY_FORKED']])
    }
  })

  test('of another tree than was signed, every tile of it in order: altered', async () => {
    const other = signedTree([...leaves.slice(0, 299), sha256(Uint8Array.of(1))], ORIGIN, KEY).files
    writeFiles(into('other'), new Map([...other, ['checkpoint', note(300)]]))
    const found = await verified(into('other'), { keys: [tree.verifierKey] })
    assert.deepEqual([found.exit, codes(found)], [1, ['ROOT_DIFFERS']])
  })

  test('shorter than the kept checkpoint: rolled back', async () => {
    writeFiles(into('short'), signedTree(leaves.slice(0, 300), ORIGIN, KEY).files)
    const found = await verified(into('short'), { since: note(301) })
    assert.deepEqual([found.exit, codes(found)], [4, ['LOG_ROLLED_BACK']])
  })

  test('signed by another key: not by the given key; of another origin too', async () => {
    const { verifierKey } = signedTree([], ORIGIN, 'another key')
    assert.equal((await verified(into('whole'), { keys: [verifierKey] })).exit, 5)
    const elsewhere = signedTree([], 'ledger.invalid/city', KEY)
    assert.equal((await verified(into('whole'), { keys: [elsewhere.verifierKey] })).exit, 5)
    const since = new TextEncoder().encode(elsewhere.note)
    assert.deepEqual(codes(await verified(into('whole'), { since })), ['ORIGIN_DIFFERS'])
    assert.equal((await verified(into('whole'), { since: new TextEncoder().encode('kept, I think') })).exit, 6)
  })

  test('without a tile: missing; a partial tile may be served by the full one', async () => {
    const holed = new Map(tree.files)
    holed.delete('tile/0/007')
    writeFiles(into('holed'), holed)
    const found = await verified(into('holed'))
    assert.deepEqual([found.exit, codes(found)], [3, ['TILE_MISSING']])

    const files = new Map(signedTree(leaves.slice(0, 300), ORIGIN, KEY).files)
    files.delete('tile/0/001.p/44')
    files.set('tile/0/001', tree.files.get('tile/0/001') as Uint8Array)
    writeFiles(into('grown'), files)
    assert.equal((await verified(into('grown'))).exit, 0)
  })

  test('every flipped byte of a tile is noticed', { timeout: 120_000 }, async () => {
    const paths = [...tree.files.keys()].filter((path) => path !== 'checkpoint')
    const upper = paths.filter((path) => !path.startsWith('tile/0/'))
    assert.ok(upper.length >= 3, upper.join())
    // Its own folder: if this runs out of time, what goes on of it is nobody else's.
    writeFiles(into('flipped'), tree.files)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...paths), fc.constantFrom(...upper)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, at, mask) => {
          const bytes = tree.files.get(path) as Uint8Array
          const changed = bytes.slice()
          changed[at % bytes.length] = (changed[at % bytes.length] as number) ^ mask
          writeFileSync(join(into('flipped'), path), changed)
          const { exit } = await verified(into('flipped'))
          writeFileSync(join(into('flipped'), path), bytes)
          assert.equal(exit, 1, path)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('every flipped byte of a checkpoint is noticed, with the key', { timeout: 120_000 }, async () => {
    writeFiles(into('short'), signedTree(leaves.slice(0, 300), ORIGIN, KEY).files)
    const genuine = Uint8Array.from(note(300))
    for (let at = 0; at < genuine.length; at++) {
      const changed = genuine.slice()
      changed[at] = (changed[at] as number) ^ 1
      writeFileSync(join(into('short'), 'checkpoint'), changed)
      const { exit, findings } = await verified(into('short'), { keys: [tree.verifierKey] })
      assert.ok(exit === 5 || exit === 6, `byte ${at}: ${findings.map(({ code }) => code)}`)
    }
  })
})
