import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { factOf, histories, scriptedSources } from '@procurement-ledger/core/testing'
import { afterAll, beforeAll, test } from 'vitest'
import { projectBundle } from '../bundle/project-bundle.ts'
import { readZip, writeZip } from '../bundle/zip.ts'
import { evidenceOf } from '../testing/evidence-of.ts'
import { verifyBundle } from '../testing/verify-bundle.ts'

/** A bundle of a project in which an award was corrected, and the correction annulled. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-bundle-corrected-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ORIGIN = 'ledger.invalid/county'
const facts = histories.contracted().map(factOf)
const act = (type: string, data: object) => ({
  ...{ type, data, occurredAt: '2023-11-01T09:00:00+08:00' },
  actor: { id: 'supervisor-3', role: 'supervisor' } as const,
})
let files: ReadonlyMap<string, Uint8Array>

beforeAll(async () => {
  await using ledger = await openLedger({ store: memory(), sources: scriptedSources(), origin: ORIGIN })
  const receipts = await ledger.record('C-1', facts)
  assert.ok(!receipts.refused)
  const place = facts.findIndex(({ type }) => type === 'AwardDecided')
  const data = { ...facts[place]?.data, amount: { amount: '1800000.00', currency: 'CNY' } }
  const corrected = await ledger.record(
    'C-1',
    act('EventCorrected', { target: receipts[place]?.eventId, data, reason: 'a digit too many (invented)' }),
  )
  assert.ok(!corrected.refused)
  const annulled = await ledger.record('C-1', act('EventAnnulled', { target: corrected.eventId, reason: 'invented' }))
  assert.ok(!annulled.refused)
  const evidence = await evidenceOf(ledger.store, ORIGIN)
  const given = { ...evidence, checkpoint: () => evidence.note, verifierKeys: [evidence.verifierKey] }
  const read = readZip(await projectBundle(ledger, given, 'C-1'))
  assert.ok(read.ok)
  files = read.files
})

const nameOf = (place: number) => `events/${String(place).padStart(6, '0')}/data`
const textOf = (place: number) => Buffer.from(files.get(nameOf(place)) ?? []).toString()

test('it holds the facts as they were recorded, the correction and its annulment, and is sound', async () => {
  const amounts = facts.flatMap(({ type }, place) => (type === 'AwardDecided' ? [JSON.parse(textOf(place))] : []))
  assert.deepEqual(
    amounts.map(({ amount }) => amount.amount),
    ['1900000.00'],
  )
  assert.equal(JSON.parse(textOf(facts.length)).data.amount.amount, '1800000.00')
  assert.equal(JSON.parse(textOf(facts.length + 1)).reason, 'invented')
  const found = await verifyBundle(folder, writeZip(files), { keys: [] })
  assert.deepEqual(found?.findings, [])
})

test('a correction that was changed afterwards, or left out, is found', async () => {
  const changed = Buffer.from(textOf(facts.length).replace('1800000.00', '1700000.00'))
  const forged = new Map([...files, [nameOf(facts.length), changed]])
  const codes = async (forgery: ReadonlyMap<string, Uint8Array>) =>
    (await verifyBundle(folder, writeZip(forgery), { keys: [] }))?.findings.map(({ code }) => code)
  assert.deepEqual(await codes(forged), ['PART_DIFFERS'])
  const left = [...files].filter(([name]) => !name.startsWith(nameOf(facts.length).replace('/data', '/')))
  assert.deepEqual(await codes(new Map(left)), ['BUNDLE_UNREADABLE'])
})
