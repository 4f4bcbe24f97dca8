import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { verifyEd25519 } from '../testing/node-ed25519.ts'
import { leafHashes, TileFolder } from '../testing/trees.ts'
import type { Outcome } from '../testing/vectors/case.ts'
import type { ExtensionCase } from '../testing/vectors/extensions.ts'
import { VECTORS, vectorFiles } from '../testing/vectors/index.ts'
import type { LeafCase, PartCase } from '../testing/vectors/leaves.ts'
import type { NoteCase, ReceiptCase } from '../testing/vectors/notes.ts'
import type { ConsistencyCase, InclusionCase, RootCase, TileCase } from '../testing/vectors/trees.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { judgeKept } from './bundle-extension.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { rootOf } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { type ExtensionText, parseExtension } from './extension-text.ts'
import type { Judged } from './finding.ts'
import { parseLeaf } from './leaf-text.ts'
import { verifyReceipt } from './receipt.ts'
import type { StatedEvent } from './stated-event.ts'
import { parseTilePath } from './tile.ts'
import { hashLeafText } from './tree-hash.ts'
import { parseTreeSize } from './tree-size.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { checkEvent } from './verify-event.ts'
import { verifyConsistency, verifyInclusion } from './verify-proof.ts'

/** The vectors that are published with the package: the committed files are what is made, and the verifier agrees. */

const read = (name: string) => JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8'))
const casesOf = <Case>(name: string): readonly Case[] => read(name).cases
const bytesOf = (text: string): Uint8Array => decodeBase64(text) ?? new Uint8Array()
/** What is no size is judged as such by whoever reads it; NaN stands for it. */
const sizeOf = (text: string): number => parseTreeSize(text) ?? Number.NaN
const outcomeOf = <Value>(judged: Judged<Value>): Outcome => (judged.ok ? 'stands' : judged.finding.code)

const made = await vectorFiles()

test.each([...made.keys()])('%s is what the script makes; renew it with: pnpm vectors', (name) => {
  const file = new URL(name, VECTORS)
  assert.equal(existsSync(file) && readFileSync(file, 'utf8'), made.get(name))
})

test.each([...made.keys()])('%s has a reason for each case, and none twice', (name) => {
  const reasons = casesOf<{ why: string }>(name).map(({ why }) => why)
  assert.ok(reasons.every((why) => why.length > 0))
  assert.ok(reasons.length > 5)
})

describe('leaf and parts', () => {
  test.each(casesOf<LeafCase>('leaf.json'))('leaf: $why', ({ leaf, hash, expect }) => {
    assert.equal(outcomeOf(parseLeaf(leaf)), expect)
    assert.equal(encodeBase64(hashLeafText(sha256, leaf)), hash)
  })

  const [{ leaf: leafText }] = casesOf<LeafCase>('leaf.json') as [LeafCase]
  test.each(casesOf<PartCase>('parts.json'))('part: $why', ({ text, salt, commitment, expect }) => {
    const leaf = leafText.replace(/"data":"[^"]+"/, `"data":"${commitment}"`)
    const { finding } = checkEvent(sha256, eventWith(leaf, text, bytesOf(salt)))
    const code = finding?.part === 'meta' ? 'stands' : finding?.code
    assert.equal(code, expect)
  })

  /** An event of which only the data part is real: the meta part is found to differ once data stands. */
  function eventWith(leaf: string, data: string, dataSalt: Uint8Array): StatedEvent {
    const parsed = parseLeaf(leaf)
    assert.ok(parsed.ok)
    const { occurred, recorded, ...fields } = parsed.value
    const times = { occurredMs: Date.parse(occurred), recordedMs: Date.parse(recorded) }
    const parts = { data, dataSalt, meta: '', metaSalt: dataSalt, personal: undefined, personalSalt: undefined }
    return { ...fields, ...times, ...parts, leaf, leafHash: hashLeafText(sha256, leaf) }
  }
})

describe('tree', () => {
  const leaves = leafHashes(66_000)
  test.each(casesOf<RootCase>('roots.json'))('root of $size leaves: $why', ({ size, root }) => {
    assert.equal(encodeBase64(rootOf(sha256, leaves.slice(0, sizeOf(size)))), root)
  })

  test('root of the script of commands', () => {
    const { size, root } = read('roots.json').script as RootCase
    const hashes = (read('leaves.json').events as { leaf: string }[]).map(({ leaf }) => hashLeafText(sha256, leaf))
    assert.deepEqual([String(hashes.length), encodeBase64(rootOf(sha256, hashes))], [size, root])
  })

  test.each(casesOf<InclusionCase>('inclusion.json'))(
    'inclusion: $why',
    ({ leafHash, index, size, root, path, expect }) => {
      const proof = { leafHash: bytesOf(leafHash), index: sizeOf(index), size: sizeOf(size), root: bytesOf(root) }
      assert.equal(verifyInclusion(sha256, { ...proof, path: path.map(bytesOf) }), expect === 'stands')
    },
  )

  test.each(casesOf<ConsistencyCase>('consistency.json'))(
    'consistency: $why',
    ({ from, fromRoot, to, toRoot, path, expect }) => {
      const proof = { from: sizeOf(from), fromRoot: bytesOf(fromRoot), to: sizeOf(to), toRoot: bytesOf(toRoot) }
      assert.equal(verifyConsistency(sha256, { ...proof, path: path.map(bytesOf) }), expect === 'stands')
    },
  )

  const folder = new TileFolder().grow(leaves)
  test.each(casesOf<TileCase>('tiles.json'))('$path: $why', ({ path, level, index, width, ...tile }) => {
    const parsed = parseTilePath(path)
    if (level === undefined) return assert.equal(parsed, undefined)
    assert.deepEqual(parsed, { level: Number(level), index: Number(index), width: Number(width) })
    if (tile.sha256 === undefined) return
    const bytes = folder.read(/257\.p/.test(path) ? { ...parsed, width: 208 } : parsed).subarray(0, parsed.width * 32)
    assert.equal(encodeBase64(sha256(bytes)), tile.sha256)
  })
})

describe('notes and receipts', () => {
  const keysOf = (texts: readonly string[]) =>
    texts.map((text) => {
      const key = parseVerifierKey(sha256, text)
      assert.ok(key.ok)
      return key.value
    })

  const { origin } = read('notes.json')
  test.each(casesOf<NoteCase>('notes.json'))('note: $why', ({ keys, note, noteBase64 = '', size, expect }) => {
    const opened = openCheckpoint(note ?? bytesOf(noteBase64), { origin, keys: keysOf(keys), verifyEd25519 })
    assert.equal(outcomeOf(opened), expect)
    if (opened.ok) assert.equal(String(opened.value.size), size)
  })

  const receipts = read('receipts.json')
  test.each(receipts.cases as ReceiptCase[])('receipt: $why', ({ text, expect }) => {
    const trust = { origin: receipts.origin, keys: keysOf([receipts.key]), verifyEd25519 }
    assert.equal(outcomeOf(verifyReceipt(sha256, text, trust)), expect)
  })

  const extensions = read('extensions.json')
  test.each(extensions.cases as ExtensionCase[])('extension: $why', ({ kept, text, expect }) => {
    const trust = { origin: extensions.origin, keys: keysOf([extensions.key]), verifyEd25519 }
    const extension = parseExtension(text)
    if (!extension.ok) return assert.equal(extension.finding.code, expect)
    const [older, newer] = [kept, extension.value.checkpoint].map((note) => openCheckpoint(note, trust)) as [
      Judged<Checkpoint>,
      Judged<Checkpoint>,
    ]
    const judged = !older.ok
      ? older.finding
      : !newer.ok
        ? newer.finding
        : extended(extension.value, newer.value, older.value)
    assert.equal(judged?.code ?? 'stands', expect)
  })

  const extended = (extension: ExtensionText, checkpoint: Checkpoint, kept: Checkpoint) =>
    judgeKept(sha256, { extension, note: extension.checkpoint }, checkpoint, kept)
})
