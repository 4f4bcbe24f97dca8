import { expect, test } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { rootOf } from '../evidence/verify.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import { guardedStore } from '../notary/guarded-store.ts'
import { memoryFolder } from '../notary/memory-folder.ts'
import { type Notary, openNotary } from '../notary/notary.ts'
import { bounded, eventStoreDbStore, LEDGER, openedAt, scene, standIn } from '../testing/esdb/scene.ts'
import { dropped } from '../testing/esdb/wire-messages.ts'
import { fact } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { signerOf } from '../testing/node-ed25519.ts'
import { appendRun, opened, TEST_ORIGIN, trustIn } from '../testing/notarized.ts'
import { factOf } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import { memoryVault } from './eventstoredb.ts'

const signer = signerOf(TEST_ORIGIN)
const COMMAND = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'

test('a ledger on it records, reads, refuses, follows, and is the same when it is opened again', async () => {
  const server = await standIn()
  const vault = { ...memoryVault(), close: async () => {} }
  await using ledger = await openLedger({ store: await openedAt(server.url(LEDGER), { vault }) })
  const receipts = await ledger.record('P-1', histories.completed().map(factOf), { commandId: COMMAND })
  expect(receipts).toHaveLength(histories.completed().length)
  expect(await ledger.record('P-1', factOf(histories.bidsOpened()))).toMatchObject({ refused: {} })
  await using again = await openLedger({ store: await openedAt(server.url(LEDGER), { vault }) })
  expect(again.identity).toEqual(ledger.identity)
  expect(await again.project('P-1')).toEqual(await ledger.project('P-1'))
  expect(await again.record('P-1', histories.completed().map(factOf), { commandId: COMMAND })).toEqual(receipts)
  const feed = again.events()[Symbol.asyncIterator]()
  expect(await feed.next()).toMatchObject({ value: { type: 'LedgerOpened' } })
  await feed.return?.(undefined)
})

test('commands whose answers are lost are recorded once, and say so', async () => {
  const server = await standIn()
  const { store } = await scene({ timeoutMs: 5_000 }, server)
  await using ledger = await openLedger({ store, sources: scriptedSources() })
  await ledger.record('P-1', histories.tendering().map(factOf))
  server.faults.fail('append', dropped, { moment: 'after', times: 2 })
  const asked = factOf(fact('EnquiryReceived', { enquiryId: 'q-1', text: 'Which road? (invented)' }))
  const receipt = await bounded(ledger.record('P-1', asked, { commandId: COMMAND }))
  expect(await ledger.record('P-1', asked, { commandId: COMMAND })).toEqual(receipt)
  expect(await Array.fromAsync(ledger.history('P-1'))).toHaveLength(histories.tendering().length + 1)
})

test('commands that wait together and are too large together are recorded all the same, and one that is alone is not', async () => {
  await using ledger = await openLedger({ store: await eventStoreDbStore() })
  await ledger.record('P-1', histories.tendering().map(factOf))
  const enquiry = (number: number, texts: number) =>
    Array.from({ length: texts }, (_, i) =>
      factOf(fact('EnquiryReceived', { enquiryId: `q-${number}-${i}`, text: '路'.repeat(3_900) })),
    )
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) => ledger.record('P-1', enquiry(i, 20))))
  expect(outcomes.map(({ refused }) => refused)).toEqual(new Array(12).fill(undefined))
  expect((await ledger.project('P-1'))?.enquiries).toHaveLength(240)
  await expect(ledger.record('P-1', enquiry(99, 100))).rejects.toMatchObject({ code: 'APPEND_TOO_LARGE' })
  expect((await ledger.project('P-1'))?.enquiries).toHaveLength(240)
})

test('a notary signs it over positions with gaps, goes on after a restart, and refuses an older copy of the server', async () => {
  const server = await standIn()
  const vault = { ...memoryVault(), close: async () => {} }
  const folder = memoryFolder()
  const notarized = async (use: (ledger: Ledger, notary: Notary) => Promise<void>) => {
    const guard = guardedStore(await openedAt(server.url(LEDGER), { vault }))
    await using ledger = await openLedger({ store: guard, origin: TEST_ORIGIN })
    const notary = await openNotary({ ledger, folder, guard, signers: [signer], pauseMs: 0 })
    try {
      await use(ledger, notary)
    } finally {
      await notary.stop()
    }
  }
  const appendAndSign = async (ledger: Ledger, notary: Notary, count: number) => {
    await appendRun(ledger, 'project-P-1', count)
    server.log.writeSystemEvent()
    expect(await notary.waitFor(await ledger.store.head(), 10_000)).toBe(true)
    const hashes = (await Array.fromAsync(ledger.store.readLeaves())).flat().map(({ leafHash }) => leafHash)
    const { size, root } = opened(notary.checkpoint(), trustIn(signer))
    expect(root).toEqual(rootOf(sha256, hashes.slice(0, size)))
    expect(size).toBeGreaterThan(count)
  }
  await notarized(async (ledger, notary) => {
    await appendAndSign(ledger, notary, 3)
    await appendAndSign(ledger, notary, 300)
  })
  const early = server.log.events.find(({ stream, revision }) => stream === `${LEDGER}.project-P-1` && revision === 9n)
  await notarized((ledger, notary) => appendAndSign(ledger, notary, 2))
  server.log.rollBackTo(early?.position ?? 0n)
  await notarized(async (ledger, notary) => {
    expect(notary.status()).toMatchObject({ state: 'stalled', error: { code: 'LEDGER_ROLLED_BACK' } })
    await expect(appendRun(ledger, 'project-P-2', 1)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
  })
})
