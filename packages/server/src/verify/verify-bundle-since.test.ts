import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ledger, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sha256 } from '@procurement-ledger/core/notary'
import { scriptedSources } from '@procurement-ledger/core/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { projectBundle } from '../bundle/project-bundle.ts'
import { readZip, writeZip } from '../bundle/zip.ts'
import { enquiry, tenderingProject } from '../endurance/commands.ts'
import type { Problem } from '../http/problems.ts'
import { type Evidence, evidenceOf, signedTree } from '../testing/evidence-of.ts'
import { verifyBundle } from '../testing/verify-bundle.ts'
import { EXITS, type Given, type Verification } from './verification.ts'

/** A bundle and a checkpoint that somebody kept: what it proves of the log's older history, and who forges it. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-bundle-since-'))
const ORIGIN = 'ledger.invalid/county'
const PROJECT = 'S-1'
const PHRASE = 'the first key'
let ledger: Ledger
let evidence: Evidence
let hashes: readonly Uint8Array[]

beforeAll(async () => {
  ledger = await openLedger({ store: memory(), sources: scriptedSources(), origin: ORIGIN })
  for (const id of [PROJECT, 'S-2']) await record(tenderingProject(id))
  for (let n = 0; n < 7; n++) await record(enquiry(n % 2 === 0 ? PROJECT : 'S-2', `q-${n}`))
  evidence = await evidenceOf(ledger.store, ORIGIN, PHRASE)
  hashes = evidence.hashes
})
afterAll(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

const record = ({ projectId, facts, commandId }: ReturnType<typeof enquiry>) =>
  ledger.record(projectId, facts, { commandId })
const given = () => ({ ...evidence, checkpoint: () => evidence.note, verifierKeys: [evidence.verifierKey] })
const bundleSince = (since?: number) => projectBundle(ledger, given(), PROJECT, { since })
const bytes = (text: string) => new TextEncoder().encode(text)
/** What somebody kept of this log, when it had so many events. */
const keptOf = (size: number) => bytes(signedTree(hashes.slice(0, size), ORIGIN, PHRASE).note)
/** What was signed for another history of that size, with the ledger's own key. */
const forkOf = (size: number) =>
  bytes(signedTree([...hashes.slice(0, size - 1), sha256(Uint8Array.of(size))], ORIGIN, PHRASE).note)

async function verified(
  zip: Uint8Array,
  more: Partial<Given>,
): Promise<Verification & { exit: number; codes: string[] }> {
  const found = await verifyBundle(folder, zip, { keys: [evidence.verifierKey], ...more })
  assert.equal(found?.kind, 'bundle')
  return { ...found, exit: EXITS[found.verdict], codes: found.findings.map(({ code }) => code) }
}

/** The bundle with another proof. */
async function forged(from: number, change: (text: string) => string) {
  const read = readZip(await bundleSince(from))
  assert.ok(read.ok)
  const text = new TextDecoder().decode(read.files.get('consistency'))
  return writeZip(new Map([...read.files, ['consistency', bytes(change(text))]]))
}

describe('a bundle that was asked for since a checkpoint', () => {
  test('proves of every older size that the log extends it, and says so', async () => {
    for (let size = 0; size <= hashes.length; size++) {
      const found = await verified(await bundleSince(size), { since: keptOf(size) })
      assert.deepEqual([found.exit, found.codes], [0, []], `since ${size}`)
      assert.ok(found.checked.includes(`that the log extends the kept checkpoint of ${size} events`))
      assert.deepEqual(found.unchecked, ['whether the project has further events behind these'])
    }
  })

  test('finds every fork of the same key: exit 4', async () => {
    for (let size = 1; size <= hashes.length; size++) {
      const found = await verified(await bundleSince(size), { since: forkOf(size) })
      const code = size === hashes.length ? 'HISTORY_FORKED' : 'CONSISTENCY_FAILS'
      assert.deepEqual([found.exit, found.codes], [4, [code]], `since ${size}`)
    }
  })

  test('is the same bytes each time, and without a proof where none was asked for', async () => {
    assert.deepEqual(await bundleSince(5), await bundleSince(5))
    const plain = readZip(await bundleSince())
    assert.ok(plain.ok && !plain.files.has('consistency'))
  })

  test('is refused beyond what is signed', async () => {
    await assert.rejects(bundleSince(hashes.length + 1), (error: Problem) => error.body.code === 'INVALID')
  })

  test('without --since is sound, and says what was not asked', async () => {
    const found = await verified(await bundleSince(5), {})
    assert.equal(found.exit, 0)
    assert.match(found.unchecked.join(), /no --since was given/)
  })
})

describe('a bundle that cannot be held against the kept checkpoint', () => {
  test.each([
    ['has no proof', undefined, 5],
    ['has a proof from another size', 4, 5],
  ] as const)('because it %s: missing, and says how to get one that can', async (_what, since, kept) => {
    const found = await verified(await bundleSince(since), { since: keptOf(kept) })
    assert.deepEqual([found.exit, found.codes], [3, ['CONSISTENCY_MISSING']])
    assert.match(found.findings[0]?.message ?? '', /ledger bundle --since/)
    assert.match(found.unchecked.join(), /the bundle does not prove it/)
    assert.doesNotMatch(found.checked.join(), /extends/)
    assert.equal(found.proven, found.events, 'its events stand')
  })

  test('because it is older: missing, since nobody knows whether the log was taken back', async () => {
    const since = bytes(signedTree([...hashes, new Uint8Array(32)], ORIGIN, PHRASE).note)
    const found = await verified(await bundleSince(5), { since })
    assert.deepEqual([found.exit, found.codes], [3, ['CONSISTENCY_MISSING']])
  })

  test('of the empty log, and of its own size, needs no proof', async () => {
    assert.equal((await verified(await bundleSince(), { since: keptOf(0) })).exit, 0)
    assert.equal((await verified(await bundleSince(), { since: keptOf(hashes.length) })).exit, 0)
    assert.deepEqual((await verified(await bundleSince(), { since: forkOf(hashes.length) })).codes, ['HISTORY_FORKED'])
  })

  test('of another ledger, by another key, or that is none: as everywhere', async () => {
    const zip = await bundleSince(5)
    const elsewhere = bytes(signedTree(hashes.slice(0, 5), 'ledger.invalid/city', PHRASE).note)
    assert.deepEqual((await verified(zip, { since: elsewhere, keys: [] })).codes, ['ORIGIN_DIFFERS'])
    const another = bytes(signedTree(hashes.slice(0, 5), ORIGIN, 'another key').note)
    assert.deepEqual((await verified(zip, { since: another })).codes, ['SIGNATURE_MISSING'])
    assert.equal((await verified(zip, { since: bytes('kept, I think') })).exit, 6)
  })
})

describe('a forged proof', () => {
  const FROM = 5
  const since = () => ({ since: keptOf(FROM) })
  const PATH = /(old 5\n)((?:.+\n)+)(\n)/
  const path = (change: (hashes: string[]) => readonly string[]) => (text: string) =>
    text.replace(PATH, (_, old, lines: string, end) => old + change(lines.split(/(?<=\n)/)).join('') + end)

  test.each([
    ['a hash left out', path((lines) => lines.slice(1))],
    ['the last hash left out', path((lines) => lines.slice(0, -1))],
    ['no hash', path(() => [])],
    ['a hash twice', path(([first = '', ...rest]) => [first, first, ...rest])],
    ['one too many', path((lines) => [...lines, lines[0] ?? ''])],
    ['another order', path((lines) => lines.toReversed())],
    [
      'another checkpoint behind it',
      (text: string) => text.slice(0, text.indexOf('\n\n') + 2) + new TextDecoder().decode(keptOf(FROM)),
    ],
  ])('with %s: forked', async (_what, change) => {
    const found = await verified(await forged(FROM, change), since())
    assert.deepEqual([found.exit, found.codes], [4, ['CONSISTENCY_FAILS']])
  })

  test.each([
    ['another size', (text: string) => text.replace('old 5', 'old 6'), 3, 'CONSISTENCY_MISSING'],
    ['a size of 2^53', (text: string) => text.replace('old 5', 'old 9007199254740992'), 6, 'BUNDLE_UNREADABLE'],
    ['a size of -1', (text: string) => text.replace('old 5', 'old -1'), 6, 'BUNDLE_UNREADABLE'],
    ['a path without end', path(([first = '']) => Array(55).fill(first)), 6, 'BUNDLE_UNREADABLE'],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n'), 6, 'BUNDLE_UNREADABLE'],
    ['nothing in it', () => '', 6, 'BUNDLE_UNREADABLE'],
  ] as const)('with %s: exit is not 0', async (_what, change, exit, code) => {
    const found = await verified(await forged(FROM, change), since())
    assert.deepEqual([found.exit, found.codes], [exit, [code]])
  })

  test('with any flipped bit is noticed', async () => {
    const text = await forged(FROM, (text) => text).then(readZip)
    assert.ok(text.ok)
    const proof = text.files.get('consistency') as Uint8Array
    await fc.assert(
      fc.asyncProperty(fc.nat(proof.length * 8 - 1), async (bit) => {
        const changed = proof.slice()
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        const found = await verified(writeZip(new Map([...text.files, ['consistency', changed]])), since())
        assert.notEqual(found.exit, 0)
      }),
      { numRuns: 200 },
    )
  })

  test('does not hide an altered event, nor does a missing one', async () => {
    const read = readZip(await bundleSince())
    assert.ok(read.ok)
    const data = (read.files.get('events/000001/data') as Uint8Array).slice()
    data[3] = (data[3] as number) ^ 1
    const altered = writeZip(new Map([...read.files, ['events/000001/data', data]]))
    const found = await verified(altered, since())
    assert.deepEqual([found.exit, found.codes], [1, ['PART_DIFFERS', 'CONSISTENCY_MISSING']])
  })
})
