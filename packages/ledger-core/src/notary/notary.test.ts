import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { rootOf, verifyConsistency, verifyInclusion, verifyReceipt } from '../evidence/verify.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import { memory } from '../stores/memory.ts'
import { signerOf } from '../testing/node-ed25519.ts'
import { appendRun, opened, rootOfTiles, TEST_ORIGIN, trustIn, until } from '../testing/notarized.ts'
import type { EvidenceFolder } from './evidence-folder.ts'
import { openFileFolder } from './files/file-folder.ts'
import { memoryFolder } from './memory-folder.ts'
import { PAUSE_MS } from './notarizing.ts'
import { type Notary, openNotary } from './notary.ts'
import { consistencyProof, inclusionProof, receiptText } from './prove.ts'

const root = mkdtempSync(join(tmpdir(), 'ledger-notary-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const signer = signerOf(TEST_ORIGIN)
const trust = trustIn(signer)
const WAIT_MS = 5_000
/** Longer than a test may take. */
const TOO_LONG_MS = 600_000

const FOLDERS: readonly (readonly [string, () => EvidenceFolder])[] = [
  ['memory', memoryFolder],
  ['files', () => openFileFolder(mkdtempSync(join(root, 'folder-')))],
]

async function notarized(folder: EvidenceFolder, use: (ledger: Ledger, notary: Notary) => Promise<void>, pauseMs = 0) {
  await using ledger = await openLedger({ store: memory(), origin: TEST_ORIGIN })
  const notary = await openNotary({ ledger, folder, signers: [signer], pauseMs })
  try {
    await use(ledger, notary)
  } finally {
    await notary.stop()
  }
}

const signedUp = async (ledger: Ledger, notary: Notary) =>
  assert.ok(await notary.waitFor(await ledger.store.head(), WAIT_MS), JSON.stringify(notary.status().error))

describe.each(FOLDERS)('a notary whose folder is %s', (_name, openFolder) => {
  test('signs the log as it grows: every checkpoint is the root of what the store holds', () =>
    notarized(openFolder(), async (ledger, notary) => {
      let older: { size: number; root: Uint8Array } | undefined
      for (const count of [1, 254, 1, 2, 700]) {
        await appendRun(ledger, 'project-P-1', count)
        await signedUp(ledger, notary)
        const log = (await Array.fromAsync(ledger.store.readLog())).flat()
        const checkpoint = opened(notary.checkpoint(), trust)
        expect(checkpoint.size).toBe(notary.size())
        const leaves = log.slice(0, checkpoint.size).map(({ leafHash }) => leafHash)
        expect(checkpoint.root).toEqual(rootOf(sha256, leaves))
        expect(rootOfTiles(checkpoint.size, notary.readTile)).toEqual(checkpoint.root)
        if (older) {
          const [from, to] = [older.size, checkpoint.size]
          const path = consistencyProof(notary, from, to)
          assert.ok(verifyConsistency(sha256, { from, fromRoot: older.root, to, toRoot: checkpoint.root, path }))
        }
        older = checkpoint
      }
    }))

  test('maps every event to its index, and proves it for any size behind it', () =>
    notarized(openFolder(), async (ledger, notary) => {
      await appendRun(ledger, 'project-P-1', 300)
      await signedUp(ledger, notary)
      const log = (await Array.fromAsync(ledger.store.readLog())).flat()
      const { size, root } = opened(notary.checkpoint(), trust)
      for (const [index, { eventId, leafHash, position, stream, revision }] of log.slice(0, size).entries()) {
        expect(notary.indexOf(eventId)).toBe(index)
        expect(notary.leafAt(index)).toEqual({ leafIndex: index, eventId, leafHash, position, stream, revision })
        const path = inclusionProof(notary, index, size)
        assert.ok(verifyInclusion(sha256, { leafHash, index, size, root, path }))
      }
      expect(notary.leafAt(size)).toBeUndefined()
    }))

  test('gives a receipt that stands with the verifier key alone', () =>
    notarized(openFolder(), async (ledger, notary) => {
      const [event] = await appendRun(ledger, 'project-P-1', 1)
      const leaf = await notary.find(event?.eventId ?? '', WAIT_MS)
      assert.ok(typeof leaf === 'object')
      const judged = verifyReceipt(sha256, await receiptText(notary, ledger.store, leaf), trust)
      assert.ok(judged.ok)
      expect(judged.value.leaf.eventId).toBe(event?.eventId)
      expect(await notary.find('00000000-0000-4000-8000-000000000000', WAIT_MS)).toBe('unknown')
    }))

  test('says in the log with which key it signs, once, and after it signed', () =>
    notarized(openFolder(), async (ledger, notary) => {
      await until(async () => (await ledger.keys.stated()).length > 0)
      await appendRun(ledger, 'project-P-1', 3)
      await signedUp(ledger, notary)
      expect(await ledger.keys.stated()).toEqual(notary.verifierKeys)
    }))

  test('one notary at a time: a second says who holds the folder, and answers from it', async () => {
    const folder = openFolder()
    await notarized(folder, async (ledger, notary) => {
      await signedUp(ledger, notary)
      const second = folder.where === 'memory' ? folder : openFileFolder(folder.where)
      const other = await openNotary({ ledger, folder: second, signers: [signer] })
      const { state, error } = other.status()
      expect([state, error?.code]).toEqual(['standby', 'EVIDENCE_HELD'])
      expect(error?.message).toMatch(/process/)
      if (folder.where === 'memory') return
      await appendRun(ledger, 'project-P-1', 3)
      await until(() => other.size() >= 4)
      await notary.stop()
      await appendRun(ledger, 'project-P-1', 3)
      await signedUp(ledger, other)
      expect(other.status().state).toBe('following')
      await other.stop()
    })
  })
})

test('whoever waits while it stops is answered when it has stopped', () =>
  notarized(openFileFolder(mkdtempSync(join(root, 'folder-'))), async (ledger, notary) => {
    await signedUp(ledger, notary)
    const waiting = notary.waitFor((await ledger.store.head()) + 1_000n, TOO_LONG_MS)
    await notary.stop()
    expect(await waiting).toBe(false)
  }))

test('a log is signed within a second of an append, however long it was quiet', async () => {
  // The clock is turned by hand: a busy machine is not what is judged.
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  await notarized(
    memoryFolder(),
    async (ledger, notary) => {
      for (const quietMs of [0, 100, 499, 500, 60_000]) {
        await vi.advanceTimersByTimeAsync(quietMs)
        await appendRun(ledger, 'project-P-1', 1)
        await vi.advanceTimersByTimeAsync(1_000)
        expect(notary.status()).toMatchObject({ position: await ledger.store.head(), lag: 0 })
      }
    },
    PAUSE_MS,
  )
})
