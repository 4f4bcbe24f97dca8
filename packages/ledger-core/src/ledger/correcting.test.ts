import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { utcMillis } from '../kernel/calendar.ts'
import type { Ledger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { sqlite } from '../stores/sqlite.ts'
import {
  annulling,
  begun,
  correcting,
  historyOf,
  open,
  recorded,
  refusalOf,
  supervisor,
} from '../testing/corrections.ts'
import { eventStoreDbStore } from '../testing/esdb/scene.ts'
import { fact, type Stated } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import { archiveLine, restoreArchive } from './archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-corrections-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COMMAND = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'
const SECRET = 'Example Person (invented)'

let files = 0
const newPath = () => join(folder, `${files++}.db`)
const stores: readonly (readonly [string, () => Promise<EventStore>])[] = [
  ['in memory', async () => memory()],
  ['on SQLite', () => sqlite(newPath())],
  ['on the wire of EventStoreDB', eventStoreDbStore],
]

const amount = (text: string) => ({ amount: { amount: text, currency: 'CNY' } })
const amountsOf = async (ledger: Ledger, cut = {}) =>
  (await ledger.project('P-1', cut))?.awards.map((award) => award.amount?.amount)

describe.each(stores)('correcting %s', (_name, openStore) => {
  test('changes what stands from then on, and nothing before; the events stay as they were recorded', async () => {
    const { ledger, store, idOf, dataOf } = await begun(await openStore())
    const before = await historyOf(ledger)
    const award = idOf('AwardDecided')
    const first = await recorded(ledger, correcting(award, { ...dataOf('AwardDecided'), ...amount('5.00') }))
    const second = await recorded(ledger, correcting(award, { ...dataOf('AwardDecided'), ...amount('6.00') }))
    const annulled = await recorded(ledger, annulling(second.eventId))

    assert.deepEqual(await amountsOf(ledger), ['5.00'])
    for (const [revision, expected] of [
      [first.revision - 1, '1900000.00'],
      [first.revision, '5.00'],
      [second.revision, '6.00'],
      [annulled.revision, '5.00'],
    ] as const)
      assert.deepEqual(await amountsOf(ledger, { revision }), [expected], `at revision ${revision}`)
    const asOf = utcMillis(Date.parse(first.recordedAt) - 1)
    assert.deepEqual(await amountsOf(ledger, { asOf }), ['1900000.00'])
    assert.deepEqual(await amountsOf(ledger, { asOf: first.recordedAt }), ['5.00'])

    assert.deepEqual((await historyOf(ledger)).slice(0, before.length), before)
    const feed = await Array.fromAsync(ledger.events({ live: false, types: ['EventCorrected', 'EventAnnulled'] }))
    assert.deepEqual(
      feed.map(({ data }) => data.target),
      [award, award, second.eventId],
    )
    // The state in memory, that which another ledger folds, and that which a cut folds are one.
    const view = await ledger.project('P-1')
    assert.deepEqual(await (await open(store)).project('P-1'), view)
    assert.deepEqual(view?.revision, annulled.revision)
    await ledger.close()
  })

  test('is judged, and what follows it, on what stands, whoever keeps the state in memory', async () => {
    const { ledger, store, idOf, dataOf } = await begun(await openStore())
    const other = await open(store)
    const notice = factOf(fact('AwardNoticeIssued', { awardId: 'award-2', noticeNo: 'N-1' }))
    assert.equal((await refusalOf(other.submit('P-1', notice)))?.code, 'AWARD_UNKNOWN')
    const renamed = { ...dataOf('AwardDecided'), awardId: 'award-2' }
    const made = await recorded(ledger, correcting(idOf('AwardDecided'), renamed))
    // The other has the project as it was before.
    assert.equal((await other.submit('P-1', notice)).status, 'recorded')
    assert.equal((await refusalOf(ledger.submit('P-1', annulling(made.eventId))))?.code, 'CORRECTION_CONTRADICTS')
    assert.deepEqual(await other.project('P-1'), await ledger.project('P-1'))
    await ledger.close()
  })

  test('the same command again is the same receipt; other data under it are told apart', async () => {
    const { ledger, store, idOf, dataOf } = await begun(await openStore(), histories.opened())
    const opening = (host: string) =>
      correcting(idOf('BidsOpened'), { ...dataOf('BidsOpened'), room: 'R2', ...(host && { host }) })
    const options = { commandId: COMMAND }
    const receipt = await recorded(ledger, opening(SECRET), options)
    for (const one of [ledger, await open(store)]) {
      // What is personal is no part of what was asked for.
      const again = await one.submit('P-1', opening('Another Person (invented)'), options)
      assert.deepEqual([again.status, 'receipts' in again && again.receipts], ['repeated', [receipt]])
      const different = correcting(idOf('BidsOpened'), { ...dataOf('BidsOpened'), room: 'R3' })
      assert.equal((await refusalOf(one.submit('P-1', different, options)))?.code, 'COMMAND_REUSED')
    }
    await ledger.close()
  })

  test('lifts what is personal in the corrected data, and each part is erased by itself', async () => {
    const { ledger, idOf, dataOf } = await begun(await openStore(), histories.opened())
    const target = idOf('BidsOpened')
    const made = await recorded(ledger, {
      ...correcting(target, { ...dataOf('BidsOpened'), host: SECRET }),
      actor: { ...supervisor, name: 'Example Clerk (invented)' },
    })
    const stored = (await Array.fromAsync(ledger.store.readStream('project-P-1'))).flat().at(-1)
    assert.deepEqual(JSON.parse(stored?.personal ?? '{}'), {
      '/actor/name': 'Example Clerk (invented)',
      '/data/data/host': SECRET,
    })
    assert.ok(!stored?.data.includes(SECRET))
    const shown = (await historyOf(ledger)).at(-1)
    assert.equal((shown?.data.data as { host?: string } | undefined)?.host, SECRET)

    const erasing = (eventId: string) => ({
      ...correcting(eventId, {}),
      type: 'PersonalDataErased',
      data: { target: eventId, legalBasis: 'request', approvedBy: supervisor },
      actor: { id: 'centre-7', role: 'centre' } as const,
    })
    await recorded(ledger, erasing(target))
    assert.ok(JSON.stringify(await historyOf(ledger)).includes(SECRET), 'the correction has a part of its own')
    await recorded(ledger, erasing(made.eventId))
    assert.ok(!JSON.stringify(await historyOf(ledger)).includes(SECRET))
    const state = await ledger.project('P-1')
    await recorded(ledger, annulling(made.eventId))
    assert.deepEqual((await ledger.project('P-1'))?.bids, state?.bids)
    await ledger.close()
  })
})

describe('several facts of one command', () => {
  test('are all or none, each judged over those before it', async () => {
    const { ledger, store, idOf, dataOf } = await begun(memory())
    const award = correcting(idOf('AwardDecided'), { ...dataOf('AwardDecided'), awardId: 'award-2' })
    const notice = (awardId: string) => factOf(fact('AwardNoticeIssued', { awardId, noticeNo: 'N-1' }))
    const before = await ledger.project('P-1')
    const refusal = await refusalOf(ledger.submit('P-1', [award, notice('award-1')]))
    assert.equal(refusal?.code, 'AWARD_UNKNOWN')
    assert.match(refusal?.message ?? '', /^fact 1: /)
    assert.deepEqual(await ledger.project('P-1'), before)
    // A fact before it in the command is one that it may contradict.
    assert.equal((await refusalOf(ledger.submit('P-1', [notice('award-1'), award])))?.code, 'CORRECTION_CONTRADICTS')
    const { status } = await ledger.submit('P-1', [award, notice('award-2')], { commandId: COMMAND })
    assert.equal(status, 'recorded')
    assert.deepEqual(await (await open(store)).project('P-1'), await ledger.project('P-1'))
  })

  test('name no fact of the command as a target', async () => {
    const { ledger, idOf } = await begun(memory())
    // Event ids follow from the commandId, so that a caller may know them before.
    const made = await recorded(ledger, annulling(idOf('AwardDecided')), { commandId: COMMAND })
    const fresh = (await begun(memory())).ledger
    const again = [annulling((await historyOf(fresh)).at(-1)?.eventId ?? ''), annulling(made.eventId)]
    assert.equal((await refusalOf(fresh.submit('P-1', again, { commandId: COMMAND })))?.code, 'TARGET_UNKNOWN')
  })

  test('correct an id in all facts that carry it: side by side they are one step', async () => {
    const { ledger, idOf, dataOf } = await begun(memory())
    const renamed = (type: Stated['type']) =>
      correcting(idOf(type), JSON.parse(JSON.stringify(dataOf(type)).replaceAll('bidder-a', 'bidder-x')))
    const types = ['BidSubmitted', 'BidsOpened', 'AwardDecided'] as const
    for (const type of types)
      assert.equal((await refusalOf(ledger.submit('P-1', renamed(type))))?.code, 'CORRECTION_CONTRADICTS', type)
    assert.equal((await ledger.submit('P-1', types.map(renamed))).status, 'recorded')
    const project = await ledger.project('P-1')
    assert.deepEqual([project?.bids[0]?.bidderId, project?.awards[0]?.supplierId], ['bidder-x', 'bidder-x'])
  })
})

test('a contradiction names the fact, its revision and its refusal', async () => {
  const { ledger, idOf } = await begun(memory(), histories.contracted())
  const refusal = await refusalOf(ledger.submit('P-1', annulling(idOf('AwardDecided'))))
  assert.equal(refusal?.code, 'CORRECTION_CONTRADICTS')
  assert.match(refusal?.message ?? '', /ContractSigned, revision 9, would be refused as OUT_OF_SEQUENCE/)
})

test('on an imported project contradictions are recorded with the correction, and few are named one by one', async () => {
  const bids = Array.from({ length: 30 }, (_, i) => histories.bidSubmitted(`bid-${i}`, histories.bidderA))
  const { ledger, idOf, dataOf } = await begun(memory(), [
    histories.imported(),
    ...histories.tendering().slice(2),
    ...bids,
  ])
  const early = { ...dataOf('TenderNoticePublished'), bidDeadlineAt: '2023-03-29T09:00:00+08:00' }
  await recorded(ledger, correcting(idOf('TenderNoticePublished'), early))
  const findings = (await historyOf(ledger)).at(-1)?.findings ?? []
  assert.deepEqual([findings.length, findings[0]?.code], [11, 'CORRECTION_CONTRADICTS'])
  assert.match(findings.at(-1)?.message ?? '', /^20 more facts/)
})

test('of corrections that come at the same moment from two ledgers, each is judged on what the other left', async () => {
  const { ledger, store, idOf, dataOf } = await begun(memory())
  const other = await open(store)
  const to = (text: string) => correcting(idOf('AwardDecided'), { ...dataOf('AwardDecided'), ...amount(text) })
  const outcomes = await Promise.all(
    [ledger, other, ledger, other].map((one) => refusalOf(one.submit('P-1', to('7.00')))),
  )
  assert.deepEqual(outcomes.map((refusal) => refusal?.code).toSorted(), [
    ...['NOTHING_CORRECTED', 'NOTHING_CORRECTED', 'NOTHING_CORRECTED', undefined],
  ])
  assert.deepEqual(await amountsOf(other), ['7.00'])
})

test('facts that wait beside a correction are recorded in the order in which they came', async () => {
  const { ledger, idOf, dataOf } = await begun(memory(), histories.tendering())
  const bid = (id: string) => factOf(histories.bidSubmitted(id, histories.bidderA))
  const moved = '2023-04-03T09:00:00+08:00'
  const later = correcting(idOf('TenderNoticePublished'), {
    ...dataOf('TenderNoticePublished'),
    ...{ bidDeadlineAt: moved, openingAt: moved },
  })
  const late = factOf(histories.bidSubmitted('late', histories.bidderA, '2023-04-01T10:00:00+08:00'))
  const outcomes = await Promise.all(
    [bid('a'), late, bid('b'), later, late, bid('c')].map((one) => ledger.submit('P-1', one)),
  )
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['recorded', 'refused', 'recorded', 'recorded', 'recorded', 'recorded'],
  )
  assert.deepEqual(
    (await ledger.project('P-1'))?.bids.map(({ bidId }) => bidId),
    ['a', 'b', 'late', 'c'],
  )
})

test('an export and its restore keep corrections byte for byte, and what stands with them', async () => {
  const { ledger, store, idOf, dataOf } = await begun(memory())
  await recorded(ledger, correcting(idOf('AwardDecided'), { ...dataOf('AwardDecided'), ...amount('5.00') }))
  const lines = async (from: EventStore) => (await Array.fromAsync(from.readLog())).flat().map(archiveLine)
  const path = newPath()
  const copy = await sqlite(path)
  const exported = await lines(store)
  await restoreArchive(copy, () => exported)
  assert.deepEqual(await lines(copy), exported)
  const restored = await open(copy)
  assert.deepEqual(await restored.project('P-1'), await ledger.project('P-1'))
  await restored.close()
  assert.ok(readFileSync(path).length > 0)
})
