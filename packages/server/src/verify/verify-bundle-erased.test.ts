import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fact, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { scriptedSources } from '@procurement-ledger/core/testing'
import { afterAll, beforeAll, test } from 'vitest'
import { projectBundle } from '../bundle/project-bundle.ts'
import { readZip, writeZip } from '../bundle/zip.ts'
import { erasure, SECRET, secretEnquiry, tenderingProject } from '../endurance/commands.ts'
import { evidenceOf } from '../testing/evidence-of.ts'
import { verifyBundle } from '../testing/verify-bundle.ts'
import { EXITS } from './verification.ts'

/** A bundle of a project in which personal data was erased. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-bundle-erased-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Files = ReadonlyMap<string, Uint8Array>
let before: Files
let after: Files
let erasedBy: string

beforeAll(async () => {
  await using ledger = await openLedger({
    store: memory(),
    sources: scriptedSources(),
    origin: 'ledger.invalid/county',
  })
  const record = async (fact: object) => {
    const receipt = await ledger.record('E-1', fact as Fact)
    assert.ok(!receipt.refused, receipt.refused?.message)
    return receipt
  }
  const filesNow = async () => {
    const evidence = await evidenceOf(ledger.store, 'ledger.invalid/county')
    const given = { ...evidence, checkpoint: () => evidence.note, verifierKeys: [evidence.verifierKey] }
    const read = readZip(await projectBundle(ledger, given, 'E-1'))
    assert.ok(read.ok)
    return read.files
  }
  await ledger.record('E-1', tenderingProject('E-1').facts)
  const { eventId } = await record(secretEnquiry('q-1'))
  before = await filesNow()
  erasedBy = (await record(erasure(eventId))).eventId
  after = await filesNow()
})

async function verified(files: Files) {
  const found = await verifyBundle(folder, writeZip(files), { keys: [] })
  assert.ok(found)
  return { exit: EXITS[found.verdict], codes: found.findings.map(({ code }) => code), notices: found.notices }
}

const PERSONAL = 'events/000003/personal'
const holds = (files: Files, text: string) => [...files.values()].some((bytes) => Buffer.from(bytes).includes(text))

test('holds neither the part nor its salt, and says by which event it was erased', async () => {
  assert.ok(holds(before, SECRET) && before.has(PERSONAL))
  assert.ok(!holds(after, SECRET) && !after.has(PERSONAL) && !after.has(`${PERSONAL}.salt`))
  const { exit, notices } = await verified(after)
  assert.deepEqual([exit, notices.map(({ code, revision }) => [code, revision])], [0, [['PART_ERASED', 3]]])
  assert.match(notices[0]?.message ?? '', new RegExp(erasedBy))
})

test('that still holds the part is sound, and the erasure is pending', async () => {
  const kept = new Map(after)
  for (const name of [PERSONAL, `${PERSONAL}.salt`]) kept.set(name, before.get(name) as Uint8Array)
  const { exit, notices } = await verified(kept)
  assert.deepEqual([exit, notices.map(({ code, revision }) => [code, revision])], [0, [['ERASURE_PENDING', 3]]])
})

test('the same part gone without that event is missing', async () => {
  const gone = new Map([...before].filter(([name]) => !name.startsWith(PERSONAL)))
  assert.deepEqual(await verified(gone), { exit: 3, codes: ['PART_MISSING'], notices: [] })
})

test('an erasure that is itself altered explains nothing', async () => {
  const name = 'events/000004/data'
  const altered = Buffer.from(after.get(name) as Uint8Array)
  altered.write('X', altered.indexOf('legalBasis') + 14)
  const { exit, codes } = await verified(new Map([...after, [name, new Uint8Array(altered)]]))
  assert.deepEqual([exit, codes], [1, ['PART_DIFFERS', 'PART_MISSING']])
})
