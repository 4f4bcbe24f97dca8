import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { base64, fromBase64 } from '../evidence/digest.ts'
import { commitPart, hashLeaf, NO_PREVIOUS, writeLeaf } from '../evidence/leaf.ts'
import { openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { fact } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf, scriptedCommands } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import { archiveLine, restoreArchive } from './archive.ts'

async function exported(): Promise<string[]> {
  const ledger = await openLedger({ store: memory(), sources: scriptedSources() })
  for (const { projectId, facts, commandId } of scriptedCommands()) await ledger.record(projectId, facts, { commandId })
  return linesOf(ledger.store)
}

async function linesOf(store: EventStore): Promise<string[]> {
  const pages = await Array.fromAsync(store.readLog())
  return pages.flat().map(archiveLine)
}

const restore = async (lines: readonly string[], store = memory()) => {
  await restoreArchive(store, () => lines)
  return linesOf(store)
}

describe('an export restores the same ledger', () => {
  test('same events, ids, revisions, positions, bytes and salts', async () => {
    const lines = await exported()
    assert.deepEqual(await restore(lines), lines)
  })

  test('an interrupted restore is finished by running it again', async () => {
    const lines = await exported()
    const store = memory()
    await restore(lines.slice(0, 5), store)
    assert.deepEqual(await restoreArchive(store, () => lines), { events: lines.length, repeated: 5 })
    assert.deepEqual(await linesOf(store), lines)
  })

  test('a store that holds other events is left alone', async () => {
    const lines = await exported()
    const { store } = await openLedger({ store: memory() })
    await assert.rejects(restore(lines, store), { code: 'STORE_NOT_EMPTY' })
    assert.equal(await store.head(), 1n)
  })
})

describe('an export that was touched adds nothing', () => {
  const touched: readonly (readonly [string, (lines: string[]) => void])[] = [
    ['a flipped byte in data', (lines) => replace(lines, 3, 'contractId', 'contractIb')],
    ['a flipped byte in a leaf', (lines) => replace(lines, 3, '\\"rev\\":', '\\"rew\\":')],
    ['another leaf hash', (lines) => replace(lines, 3, '"leafHash":"', '"leafHash":"AAAA')],
    ['a line left out', (lines) => lines.splice(3, 1)],
    ['two lines swapped', (lines) => lines.splice(3, 2, lines[4] as string, lines[3] as string)],
    ['a line twice', (lines) => lines.splice(3, 0, lines[3] as string)],
    ['a truncated line', (lines) => lines.splice(-1, 1, (lines.at(-1) as string).slice(0, -20))],
    ['a personal part taken out', (lines) => dropPersonal(lines)],
    ['without its beginning', (lines) => lines.splice(0, 1)],
    ['an empty one', (lines) => lines.splice(0)],
    ['a byte moved from a text to its salt', (lines) => moveByte(lines, 3)],
    ['a field slipped in', (lines) => replace(lines, 3, '"position":', '"extra":1,"position":')],
  ]
  test.each(touched)('%s', async (_name, touch) => {
    const lines = await exported()
    touch(lines)
    const store = memory()
    await assert.rejects(
      restoreArchive(store, () => lines),
      { code: 'RESTORE_DIFFERS' },
    )
    assert.equal(await store.head(), 0n)
  })
})

const SALT = new Uint8Array(32).fill(7)
const META = '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00","actor":{"id":"u-1","role":"agency"}}'
const FORGED = {
  eventId: '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b',
  stream: 'project-P-1',
  revision: 0,
  occurredMs: Date.parse('2023-03-01T01:00:00Z'),
  recordedMs: Date.parse('2023-03-01T02:00:00Z'),
  previous: NO_PREVIOUS,
}

describe('an export that holds together, but not as a ledger writes it, adds nothing', () => {
  /** A line forged with all its hashes; its event begins a stream unless `place` says otherwise. */
  function forged({
    data = '{}',
    salt = SALT,
    meta = META,
    personal = '{}',
    place = {},
    leaf = (text: string) => text,
  } = {}): string {
    const part = (text: string, bytes: Uint8Array) => ({ text, salt: base64(bytes) })
    const commitments = {
      data: commitPart(salt, data),
      meta: commitPart(SALT, meta),
      personal: commitPart(SALT, personal),
    }
    const text = leaf(writeLeaf({ ...FORGED, ...place, type: 'ProjectRegistered', schemaVersion: 1, commitments }))
    const parts = { data: part(data, salt), meta: part(meta, SALT), personal: part(personal, SALT) }
    return JSON.stringify({ position: '1', leaf: text, leafHash: base64(hashLeaf(text)), parts })
  }

  /** As `restoreArchive`, of lines that follow the one that opened a ledger. */
  async function restoreBehindOpening(store: EventStore, lines: readonly string[]) {
    const [opening = ''] = await exported()
    return restoreArchive(store, () => [opening, ...lines])
  }

  test('what is forged for these tests is else sound', async () => {
    assert.deepEqual(await restoreBehindOpening(memory(), [forged()]), { events: 2, repeated: 0 })
  })

  test('an event that was recorded before the one before it', async () => {
    const first = forged()
    const previous = fromBase64(JSON.parse(first).leafHash)
    const lines = (recordedMs: number) => [
      first,
      forged({ place: { eventId: FORGED.eventId.replace('018f', '018e'), revision: 1, previous, recordedMs } }),
    ]
    const store = memory()
    await assert.rejects(restoreBehindOpening(store, lines(FORGED.recordedMs - 1)), {
      code: 'RESTORE_DIFFERS',
      message: /^line 3: /,
    })
    assert.equal(await store.head(), 0n)
    assert.equal((await restoreBehindOpening(store, lines(FORGED.recordedMs))).events, 3)
  })

  const strange: readonly (readonly [string, Parameters<typeof forged>[0]])[] = [
    ['a salt that is shorter', { salt: SALT.slice(1) }],
    ['a salt that took a byte of the text', { salt: Uint8Array.of(...SALT, 0x20) }],
    ['data that are not JSON', { data: '{' }],
    ['data that are no object', { data: '[]' }],
    ['data with a key twice', { data: '{"title":"a","title":"b"}' }],
    ['a meta part without an actor', { meta: '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00"}' }],
    ['a meta part of another moment', { meta: META.replace('09:00', '10:00') }],
    ['a personal value for every object there is', { personal: '{"/data/__proto__/x":1}' }],
    ['a personal value where data has one', { data: '{"title":"a"}', personal: '{"/data/title":"b"}' }],
    ['a personal value for the role of the actor', { personal: '{"/actor/role":"buyer"}' }],
    ['a personal value for the envelope', { personal: '{"/recordedAt":"2000-01-01T00:00:00.000Z"}' }],
    ['a leaf with white space', { leaf: (text) => text.replace('"rev":', '"rev": ') }],
    [
      'a leaf whose keys stand in another order',
      { leaf: (text) => `${text.replace(',"v":1}', '}').replace('{', '{"v":1,')}` },
    ],
    ['a leaf that writes a time in another way', { leaf: (text) => text.replace('01:00:00.000Z', '01:00:00Z') }],
  ]
  test.each(strange)('%s', async (_name, how) => {
    const store = memory()
    await assert.rejects(restoreBehindOpening(store, [forged(how)]), {
      code: 'RESTORE_DIFFERS',
      message: /^line 2: .*$/,
    })
    assert.equal(await store.head(), 0n)
  })

  test.each(['{}', '[]', '{"a\\nb":1,"leaf":{}}', '{'])('%s is told in one line', async (line) => {
    await assert.rejects(restoreBehindOpening(memory(), [line]), { code: 'RESTORE_DIFFERS', message: /^line 2: .*$/ })
  })
})

function replace(lines: string[], from: number, what: string, by: string): void {
  const at = lines.findIndex((line, i) => i >= from && line.includes(what))
  assert.notEqual(at, -1, `${what} stands in no line`)
  lines[at] = (lines[at] as string).replace(what, by)
}

function dropPersonal(lines: string[]): void {
  const at = lines.findIndex((line) => line.includes('"personal":{"text"'))
  const { parts, ...rest } = JSON.parse(lines[at] as string)
  lines[at] = JSON.stringify({ ...rest, parts: { ...parts, personal: undefined } })
}

/** Salt and text are hashed one behind the other, so the commitment stays the same. */
function moveByte(lines: string[], index: number): void {
  const line = JSON.parse(lines[index] as string)
  const { data } = line.parts
  const salt = Buffer.concat([Buffer.from(data.salt, 'base64'), Buffer.from(data.text.slice(0, 1))])
  line.parts.data = { text: data.text.slice(1), salt: salt.toString('base64') }
  lines[index] = JSON.stringify(line)
}

describe('an export of what was erased', () => {
  /** One enquiry, erased; with the lines of its stream in the order of their revisions. */
  async function withErasure(): Promise<string[]> {
    const ledger = await openLedger({ store: memory(), sources: scriptedSources() })
    await ledger.record('P-1', histories.tendering().map(factOf))
    const enquiry = await ledger.record('P-1', factOf(fact('EnquiryReceived', { enquiryId: 'q-1', text: SECRET })))
    const approvedBy = { id: 'supervisor-3', role: 'supervisor' }
    const data = { target: enquiry.refused ? '' : enquiry.eventId, legalBasis: 'request', approvedBy }
    const erased = await ledger.record('P-1', factOf(fact('PersonalDataErased', data)))
    assert.equal(erased.refused, undefined)
    return linesOf(ledger.store)
  }

  test('restores the same ledger: bare, with its erasure', async () => {
    const lines = await withErasure()
    assert.ok(!lines.join('').includes(SECRET))
    assert.deepEqual(await restore(lines), lines)
  })

  test('where a part is there again, from an older export, it is erased again', async () => {
    const lines = await withErasure()
    const erasure = lines.at(-1) as string
    const salt = SALT
    const target = JSON.parse(lines.at(-2) as string)
    // As the same event was before: another leaf, so the stream is forged anew behind it.
    const personal = JSON.stringify({ '/data/text': SECRET })
    const leaf = JSON.parse(target.leaf)
    const text = target.leaf.replace(leaf.parts.personal, base64(commitPart(salt, personal)))
    const hash = base64(hashLeaf(text))
    const older = {
      ...target,
      leaf: text,
      leafHash: hash,
      parts: { ...target.parts, personal: { text: personal, salt: base64(salt) } },
    }
    const { leaf: last, ...rest } = JSON.parse(erasure)
    const chained = last.replace(JSON.parse(last).prev, hash)
    const again = [...lines.slice(0, -2), older, { ...rest, leaf: chained, leafHash: base64(hashLeaf(chained)) }]
    const restored = await restore(again.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))))
    assert.equal(restored.length, lines.length)
    assert.ok(!restored.join('').includes(SECRET))
  })

  const missing = { code: 'RESTORE_DIFFERS', message: /missing, and no later event of its stream erased it/ }

  test('without the erasure is missing a part', async () => {
    const lines = (await withErasure()).slice(0, -1)
    await assert.rejects(restore(lines), missing)
  })

  test.each([
    ['in another stream', { stream: 'project-P-2' }, {}],
    ['before its target', {}, { revision: 1 }],
  ] as const)('an erasure %s excuses nothing', async (_name, ofErasure, ofTarget) => {
    const erasure = bareLine({ ...ofErasure, eventId: OTHER_ID, type: 'PersonalDataErased', target: FORGED.eventId })
    const behind = 'revision' in ofTarget ? { revision: 1, previous: fromBase64(erasure.leafHash) } : {}
    const target = bareLine({ ...behind, eventId: FORGED.eventId, type: 'EnquiryReceived', isBare: true })
    const lines = 'revision' in ofTarget ? [erasure, target] : [target, erasure]
    const [opening = ''] = await exported()
    await assert.rejects(restore([opening, ...lines.map(({ line }) => line)]), missing)
  })
})

const SECRET = 'Example Person (invented)'
const OTHER_ID = FORGED.eventId.replace('018f', '018e')

/** A forged line; bare: its leaf commits to a personal part that is not there. */
function bareLine({ type, target, isBare = false, ...place }: BareLine): { line: string; leafHash: string } {
  const data = JSON.stringify(target === undefined ? {} : { target })
  const commitments = {
    data: commitPart(SALT, data),
    meta: commitPart(SALT, META),
    personal: isBare ? commitPart(SALT, '{}') : undefined,
  }
  const leaf = writeLeaf({ ...FORGED, ...place, type, schemaVersion: 1, commitments })
  const part = (text: string) => ({ text, salt: base64(SALT) })
  const leafHash = base64(hashLeaf(leaf))
  const parts = { data: part(data), meta: part(META) }
  return { line: JSON.stringify({ position: '1', leaf, leafHash, parts }), leafHash }
}

interface BareLine {
  readonly eventId: string
  readonly type: string
  readonly target?: string
  readonly isBare?: boolean
  readonly stream?: string
  readonly revision?: number
  readonly previous?: Uint8Array
}
