import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { printVerifierKey, rootOf, verifyConsistency, verifyReceipt } from '../evidence/verify.ts'
import { pause } from '../follower/pause.ts'
import { Fault } from '../kernel/fault.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { sqlite } from '../stores/sqlite.ts'
import { signerOf } from '../testing/node-ed25519.ts'
import { appendRun, opened, TEST_ORIGIN, trustIn, until } from '../testing/notarized.ts'
import type { EvidenceFolder } from './evidence-folder.ts'
import { CHECKPOINT_FILE, INDEX_FILE, openFileFolder } from './files/file-folder.ts'
import { guardedStore } from './guarded-store.ts'
import { memoryFolder } from './memory-folder.ts'
import { type Notary, type NotaryOptions, openNotary } from './notary.ts'
import { consistencyProof, receiptText } from './prove.ts'
import { assertNotEmptied } from './signed-log.ts'

const root = mkdtempSync(join(tmpdir(), 'ledger-resume-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const signer = signerOf(TEST_ORIGIN)
const other = signerOf(TEST_ORIGIN, 'another key')
const trust = trustIn(signer)
const WAIT_MS = 5_000

/** A store file and its evidence, in a place of their own. */
function place() {
  const folder = mkdtempSync(join(root, 'ledger-'))
  return { db: join(folder, 'ledger.db'), copy: join(folder, 'copy.db'), evidence: join(folder, 'evidence') }
}

type Given = Partial<NotaryOptions> & { readonly store: EventStore; readonly evidence: string | EvidenceFolder }

/** Opens ledger and notary as a service does. */
async function openBoth({ store, evidence, ...options }: Given) {
  const guard = guardedStore(store)
  const ledger = await openLedger({ store: guard, origin: TEST_ORIGIN })
  const folder = typeof evidence === 'string' ? openFileFolder(evidence) : evidence
  const notary = await openNotary({ ledger, folder, guard, signers: [signer], pauseMs: 0, ...options })
  return {
    ledger,
    notary,
    async [Symbol.asyncDispose]() {
      await notary.stop()
      await ledger.close()
    },
  }
}

async function grow(ledger: Ledger, notary: Notary, count: number, writer?: string) {
  const events = await appendRun(ledger, 'project-P-1', count, writer)
  // Twice: the first checkpoint of all is followed by the statement of its key.
  await until(async () => notary.status().position === (await ledger.store.head()))
  await until(
    async () => (await ledger.keys.stated()).length > 0 && notary.status().position === (await ledger.store.head()),
  )
  return events
}

/** A notary that refuses: with this code, nothing signed beyond `note`, nothing appended. */
async function assertRefusing(ledger: Ledger, notary: Notary, code: string, evidence: string): Promise<string> {
  const { state, error } = notary.status()
  expect([state, error?.code]).toEqual(['stalled', code])
  const before = readNote(evidence)
  const head = await ledger.store.head()
  await expect(appendRun(ledger, 'project-P-2', 1)).rejects.toMatchObject({ code })
  expect([await ledger.store.head(), readNote(evidence)]).toEqual([head, before])
  return error?.message ?? ''
}

function readNote(evidence: string): string | undefined {
  try {
    return readFileSync(join(evidence, CHECKPOINT_FILE), 'utf8')
  } catch {
    return undefined
  }
}

test('a notary goes on where the last one stopped, and extends what that one signed', async () => {
  const { db, evidence } = place()
  const notes: string[] = []
  for (const count of [1, 300, 211, 256]) {
    await using both = await openBoth({ store: await sqlite(db), evidence })
    await grow(both.ledger, both.notary, count)
    notes.push(readNote(evidence) ?? '')
    const newest = opened(notes.at(-1), trust)
    const log = (await Array.fromAsync(both.ledger.store.readLog())).flat()
    expect(newest.size).toBe(log.length)
    for (const older of notes.map((note) => opened(note, trust))) {
      const path = consistencyProof(both.notary, older.size, newest.size)
      const claim = { from: older.size, fromRoot: older.root, to: newest.size, toRoot: newest.root, path }
      assert.ok(verifyConsistency(sha256, claim))
    }
  }
})

describe('a store that was taken back', () => {
  test('is not signed and not appended to, and the message says what to do', async () => {
    const { db, copy, evidence } = place()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 10)
    }
    copyFileSync(db, copy)
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 10)
    }
    const note = readNote(evidence)
    await using restored = await openBoth({ store: await sqlite(copy), evidence })
    const message = await assertRefusing(restored.ledger, restored.notary, 'LEDGER_ROLLED_BACK', evidence)
    expect(message).toMatch(/holds 12 events, and 22 were signed.*Restore a copy/)
    expect(readNote(evidence)).toBe(note)
    expect(restored.notary.checkpoint()).toBe(note)
    await restored[Symbol.asyncDispose]()

    // The newest copy again, and all is well: nothing was broken by looking.
    await using both = await openBoth({ store: await sqlite(db), evidence })
    await grow(both.ledger, both.notary, 1)
    expect(both.notary.size()).toBe(23)
  })

  test('is found too where other events grew in the place of those that were signed', async () => {
    const { db, copy, evidence } = place()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 10)
    }
    copyFileSync(db, copy)
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 300)
    }
    {
      // Without a notary, as another program would.
      await using ledger = await openLedger({ store: await sqlite(copy) })
      await appendRun(ledger, 'project-P-1', 400, 'another writer')
    }
    await using restored = await openBoth({ store: await sqlite(copy), evidence })
    const message = await assertRefusing(restored.ledger, restored.notary, 'LEDGER_ROLLED_BACK', evidence)
    expect(message).toMatch(/are not those that were signed/)
  })

  test('is found while it is followed, such as behind a lost connection; appends go on when it is whole again', async () => {
    const [whole, forked] = [memory(), memory()]
    let current = whole
    const changing: EventStore = {
      ...whole,
      append: (...asked) => current.append(...asked),
      readStream: (...asked) => current.readStream(...asked),
      readLog: (...asked) => current.readLog(...asked),
      readLeaves: (...asked) => current.readLeaves(...asked),
      head: () => current.head(),
      // Early, as a store may.
      waitBeyond: (_position, signal) => pause(5, signal),
    }
    await using both = await openBoth({ store: changing, evidence: memoryFolder() })
    const { ledger, notary } = both
    await appendRun(ledger, 'project-P-1', 10)
    await until(() => notary.size() === 12)
    const log = (await Array.fromAsync(whole.readLog())).flat()
    for (const event of log.slice(0, 5)) await forked.append(event.stream, event.revision - 1, [event])
    await appendRun({ store: forked }, 'project-P-9', 20)
    current = forked
    await until(() => notary.status().error?.code === 'LEDGER_ROLLED_BACK')
    await expect(appendRun(ledger, 'project-P-2', 1)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
    current = whole
    await until(() => notary.status().state === 'following')
    await appendRun(ledger, 'project-P-2', 1)
    await until(() => notary.size() === 13)
    const leaves = (await Array.fromAsync(whole.readLog())).flat().map(({ leafHash }) => leafHash)
    expect(opened(notary.checkpoint(), trust).root).toEqual(rootOf(sha256, leaves))
  })

  test('an empty store beside evidence is a lost ledger, not a new one', async () => {
    const { db, evidence } = place()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 1)
    }
    const folder = openFileFolder(evidence)
    await expect(assertNotEmptied(memory(), folder)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
    await assertNotEmptied(memory(), memoryFolder())
    folder.close()
  })
})

test('the evidence of another ledger is left alone', async () => {
  const [one, two] = [place(), place()]
  {
    await using both = await openBoth({ store: await sqlite(one.db), evidence: one.evidence })
    await grow(both.ledger, both.notary, 3)
  }
  await using both = await openBoth({ store: await sqlite(two.db), evidence: one.evidence })
  await assertRefusing(both.ledger, both.notary, 'EVIDENCE_OF_ANOTHER_LEDGER', one.evidence)
})

describe('an empty folder beside a log that was signed', () => {
  async function lostFolder() {
    const lost = place()
    let note = ''
    {
      await using both = await openBoth({ store: await sqlite(lost.db), evidence: lost.evidence })
      await grow(both.ledger, both.notary, 20)
      note = readNote(lost.evidence) ?? ''
      await grow(both.ledger, both.notary, 20)
    }
    rmSync(lost.evidence, { recursive: true })
    return { ...lost, note }
  }

  test('is refused', async () => {
    const { db, evidence } = await lostFolder()
    await using both = await openBoth({ store: await sqlite(db), evidence })
    const message = await assertRefusing(both.ledger, both.notary, 'EVIDENCE_MISSING', evidence)
    expect(message).toMatch(/--adopt-checkpoint/)
  })

  test('is filled again behind a checkpoint that somebody kept', async () => {
    const { db, evidence, note } = await lostFolder()
    await using both = await openBoth({ store: await sqlite(db), evidence, adopt: note })
    const [event] = await grow(both.ledger, both.notary, 1)
    expect(both.notary.size()).toBe(43)
    const leaf = await both.notary.find(event?.eventId ?? '', WAIT_MS)
    assert.ok(typeof leaf === 'object')
    assert.ok(verifyReceipt(sha256, await receiptText(both.notary, both.ledger.store, leaf), trust).ok)
  })

  test('is refused with a checkpoint that the log does not hold, or that another key signed', async () => {
    const { db, evidence, note } = await lostFolder()
    const strange = await signedElsewhere()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence, adopt: strange })
      await assertRefusing(both.ledger, both.notary, 'LEDGER_ROLLED_BACK', evidence)
    }
    await using both = await openBoth({ store: await sqlite(db), evidence, adopt: note, signers: [other] })
    await assertRefusing(both.ledger, both.notary, 'CHECKPOINT_UNTRUSTED', evidence)
  })

  /** A checkpoint of the same name and key over another history. */
  async function signedElsewhere(): Promise<string> {
    await using both = await openBoth({ store: memory(), evidence: memoryFolder() })
    await grow(both.ledger, both.notary, 5)
    return both.notary.checkpoint() ?? ''
  }
})

describe('keys', () => {
  test('rotate with an overlap: both sign, the log says so, then the new one signs alone', async () => {
    const { db, evidence } = place()
    const alone: readonly (readonly [NotaryOptions['signers'], readonly (typeof signer)[]])[] = [
      [[signer], [signer]],
      [
        [other, signer],
        [signer, other],
      ],
      [[other], [other]],
    ]
    for (const [signers, verifying] of alone) {
      await using both = await openBoth({ store: await sqlite(db), evidence, signers })
      await grow(both.ledger, both.notary, 3)
      await until(async () => (await both.ledger.keys.stated()).includes(printVerifierKey(signers[0])))
      await until(async () => both.notary.status().position === (await both.ledger.store.head()))
      for (const key of verifying) opened(readNote(evidence), trustIn(key))
    }
    await using ledger = await openLedger({ store: await sqlite(db) })
    const rotations = (await Array.fromAsync(ledger.store.readStream('ledger')))
      .flat()
      .filter(({ type }) => type === 'LogKeyRotated')
      .map(({ data }) => JSON.parse(data))
    const [oldKey, newKey] = [printVerifierKey(signer), printVerifierKey(other)]
    expect(rotations).toEqual([
      { newKey: oldKey, fromSize: expect.any(Number) },
      { oldKey, newKey, fromSize: expect.any(Number) },
    ])
  })

  test('a key that did not sign the last checkpoint does not go on from it', async () => {
    const { db, evidence } = place()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 3)
    }
    await using both = await openBoth({ store: await sqlite(db), evidence, signers: [other] })
    await assertRefusing(both.ledger, both.notary, 'CHECKPOINT_UNTRUSTED', evidence)
  })

  test('a key of another name is no key of this ledger', async () => {
    await using ledger = await openLedger({ store: memory(), origin: TEST_ORIGIN })
    const stranger = signerOf('ledger.example/elsewhere')
    await expect(openNotary({ ledger, folder: memoryFolder(), signers: [stranger] })).rejects.toMatchObject({
      code: 'KEY_INVALID',
    })
  })

  test('what a signer gives is not shown before it is known to stand', async () => {
    const sign = () => new Uint8Array(64)
    await using both = await openBoth({ store: memory(), evidence: memoryFolder(), signers: [{ ...signer, sign }] })
    await until(() => both.notary.status().error?.code === 'SIGNING_FAILED')
    expect(both.notary.checkpoint()).toBeUndefined()
    await appendRun(both.ledger, 'project-P-1', 1)
  })
})

describe('what a crash or a hand left', () => {
  test.each([
    ['the index', (evidence: string) => rmSync(join(evidence, INDEX_FILE))],
    [
      'a full tile and the index',
      (evidence: string) => {
        rmSync(join(evidence, 'tile/0/000'))
        rmSync(join(evidence, INDEX_FILE))
      },
    ],
    ['all tiles', (evidence: string) => rmSync(join(evidence, 'tile'), { recursive: true })],
    ['the tiles of the upper level', (evidence: string) => rmSync(join(evidence, 'tile/1'), { recursive: true })],
  ])('%s gone: made again from the log', async (_what, remove) => {
    const { db, evidence } = place()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence })
      await grow(both.ledger, both.notary, 600)
    }
    remove(evidence)
    await using both = await openBoth({ store: await sqlite(db), evidence })
    const [event] = await grow(both.ledger, both.notary, 1)
    expect(both.notary.size()).toBe(603)
    for (const index of [0, 255, 256, 511, 512, 602]) {
      const leaf = both.notary.leafAt(index)
      assert.ok(leaf)
      assert.ok(verifyReceipt(sha256, await receiptText(both.notary, both.ledger.store, leaf), trust).ok)
    }
    expect(both.notary.indexOf(event?.eventId ?? '')).toBe(602)
  })

  test('a full tile that is gone is named; deleting the index too makes it again', async () => {
    const { db, evidence } = place()
    await using both = await openBoth({ store: await sqlite(db), evidence })
    await grow(both.ledger, both.notary, 600)
    rmSync(join(evidence, 'tile/0/000'))
    const leaf = both.notary.leafAt(0)
    assert.ok(leaf)
    await expect(receiptText(both.notary, both.ledger.store, leaf)).rejects.toMatchObject({ code: 'EVIDENCE_FAILED' })
  })

  test('an index that names other events is made again from the log', async () => {
    const { db, evidence } = place()
    let last: string
    {
      await using open = await openBoth({ store: await sqlite(db), evidence })
      last = (await grow(open.ledger, open.notary, 3)).at(-1)?.eventId as string
    }
    const index = new Database(join(evidence, INDEX_FILE))
    const other = '00000000-0000-4000-8000-000000000000'
    const { changes } = index.prepare('UPDATE log_index SET event_id = ? WHERE event_id = ?').run(other, last)
    index.close()
    assert.equal(changes, 1)
    await using open = await openBoth({ store: await sqlite(db), evidence })
    assert.equal(open.notary.indexOf(other), undefined)
    assert.notEqual(open.notary.indexOf(last), undefined)
  })

  test('a checkpoint that was put in between is read, and signing begins anew behind it', async () => {
    const folder = memoryFolder()
    let refusals = 0
    const checkpoints = {
      read: folder.checkpoints.read,
      swap: async (previous: string | undefined, next: string) => {
        if (previous === undefined || refusals++ > 0) return folder.checkpoints.swap(previous, next)
        return false
      },
    }
    await using both = await openBoth({ store: memory(), evidence: { ...folder, checkpoints } })
    await until(() => both.notary.status().error?.code === 'CHECKPOINT_CONFLICT')
    await grow(both.ledger, both.notary, 3)
    expect(refusals).toBeGreaterThan(1)
  })

  test('an event whose hash is not that of its leaf is not signed', async () => {
    const { db, evidence } = place()
    {
      await using ledger = await openLedger({ store: await sqlite(db), origin: TEST_ORIGIN })
      await appendRun(ledger, 'project-P-1', 3)
    }
    const forger = new Database(db)
    forger.exec('DROP TRIGGER events_are_never_changed')
    forger.exec("UPDATE events SET leaf = replace(leaf, '2023', '2024') WHERE position = 3")
    forger.close()
    await using both = await openBoth({ store: await sqlite(db), evidence })
    await until(() => both.notary.status().error?.code === 'LEDGER_ALTERED')
    expect(both.notary.checkpoint()).toBeUndefined()
  })

  test('a folder that fails is tried again, and recording goes on', async () => {
    const folder = memoryFolder()
    let failures = 0
    const writeTiles: EvidenceFolder['writeTiles'] = async (tiles) => {
      if (failures++ < 2) throw new Fault('EVIDENCE_FAILED', 'the disk is full')
      await folder.writeTiles(tiles)
    }
    await using both = await openBoth({ store: memory(), evidence: { ...folder, writeTiles } })
    await until(() => both.notary.status().error?.code === 'EVIDENCE_FAILED')
    await grow(both.ledger, both.notary, 3)
    expect(failures).toBeGreaterThan(2)
  })

  test('a checkpoint that is kept elsewhere is shown in the folder too, also after a crash in between', async () => {
    const { db, evidence } = place()
    const { checkpoints } = memoryFolder()
    {
      await using both = await openBoth({ store: await sqlite(db), evidence: openFileFolder(evidence, checkpoints) })
      await grow(both.ledger, both.notary, 3)
    }
    expect(readNote(evidence)).toBe(await checkpoints.read())
    rmSync(join(evidence, CHECKPOINT_FILE))
    await using both = await openBoth({ store: await sqlite(db), evidence: openFileFolder(evidence, checkpoints) })
    expect(readNote(evidence)).toBe(await checkpoints.read())
    expect(both.notary.status().state).toBe('following')
  })
})
