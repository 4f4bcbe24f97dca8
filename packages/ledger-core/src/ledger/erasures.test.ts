import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, test } from 'vitest'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { sqlite } from '../stores/sqlite.ts'
import { eventStoreDbStore } from '../testing/esdb/scene.ts'
import { fact } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import type { Fact } from './command.ts'
import { Erasures } from './erasures.ts'
import type { LedgerEvent, Receipt } from './event.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-erasures-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COMMAND = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'
const SECRET = 'Example Person (invented)'

const actor = { id: 'centre-7', role: 'centre' } as const
const asked = factOf(fact('EnquiryReceived', { enquiryId: 'q-1', text: SECRET }))
const answered = factOf(fact('EnquiryAnswered', { enquiryId: 'q-1', text: `to ${SECRET}` }))

const erasing = (target: string, override: object = {}) => ({
  ...factOf(
    fact('PersonalDataErased', {
      target,
      legalBasis: 'request of the person',
      approvedBy: { id: 'supervisor-3', role: 'supervisor' },
    }),
  ),
  actor: { ...actor, ...override },
})

let files = 0
const stores: readonly (readonly [string, () => Promise<EventStore>])[] = [
  ['in memory', async () => memory()],
  ['on SQLite', () => sqlite(join(folder, `${files++}.db`))],
  ['on the wire of EventStoreDB', eventStoreDbStore],
]

const open = async (store: EventStore): Promise<Ledger> => openLedger({ store, sources: scriptedSources() })

async function recorded(ledger: Ledger, one: Fact): Promise<Receipt> {
  const receipt = await ledger.record('P-1', one)
  if (receipt.refused) throw new Error(receipt.refused.message)
  return receipt
}

/** A tender with one enquiry in it. */
async function begun(store: EventStore) {
  const ledger = await open(store)
  await ledger.record('P-1', histories.tendering().map(factOf))
  return { ledger, enquiry: await recorded(ledger, asked) }
}

const historyOf = (ledger: Ledger): Promise<LedgerEvent[]> => Array.fromAsync(ledger.history('P-1'))

async function refusalOf(outcome: ReturnType<Ledger['submit']>): Promise<string | undefined> {
  const { status, ...rest } = await outcome
  return status === 'refused' && 'refusal' in rest ? rest.refusal.code : undefined
}

describe.each(stores)('erasing %s', (_name, openStore) => {
  test('takes the personal fields away; the event, its leaf and the state stay, and readers are told by what', async () => {
    const { ledger, enquiry } = await begun(await openStore())
    const [before, state] = [(await historyOf(ledger)).at(-1), await ledger.project('P-1')]
    const erasure = await recorded(ledger, erasing(enquiry.eventId))

    const [erased, last] = (await historyOf(ledger)).slice(-2)
    assert.deepEqual(erased, { ...before, data: { enquiryId: 'q-1' }, erased: { by: erasure.eventId } })
    assert.deepEqual([last?.type, last?.eventId, last?.erased], ['PersonalDataErased', erasure.eventId, undefined])
    const { revision, position } = erasure
    assert.deepEqual(await ledger.project('P-1'), { ...state, revision, position })
    assert.deepEqual((await Array.fromAsync(ledger.events({ live: false }))).slice(-2), [erased, last])
    assert.deepEqual(await Array.fromAsync(ledger.history('P-1', { after: enquiry.revision - 1 })), [erased, last])
    assert.ok(!JSON.stringify(await Array.fromAsync(ledger.events({ live: false }))).includes(SECRET))
    await ledger.close()
  })

  test('the same command again is the same receipt, and erases nothing more', async () => {
    const store = await openStore()
    const { ledger, enquiry } = await begun(store)
    const submit = (to: Ledger) => to.submit('P-1', erasing(enquiry.eventId), { commandId: COMMAND })
    const first = await submit(ledger)
    const head = await store.head()
    const again = await submit(await open(store))
    assert.deepEqual([first.status, again.status], ['recorded', 'repeated'])
    assert.deepEqual('receipts' in first && first.receipts, 'receipts' in again && again.receipts)
    assert.equal(await store.head(), head)
    await ledger.close()
  })

  test('is refused where there is nothing to erase, on a state in memory as on one that is loaded', async () => {
    const store = await openStore()
    const { ledger, enquiry } = await begun(store)
    await recorded(ledger, erasing(enquiry.eventId))
    const [registration] = await historyOf(ledger)
    await ledger.record('P-2', histories.accepted().map(factOf))
    for (const one of [ledger, await open(store)]) {
      const refused = (projectId: string, target: string, who = {}) =>
        refusalOf(one.submit(projectId, erasing(target, who)))
      assert.equal(await refused('P-1', enquiry.eventId), 'ALREADY_ERASED')
      assert.equal(await refused('P-1', registration?.eventId ?? ''), 'NOTHING_PERSONAL')
      assert.equal(await refused('P-2', enquiry.eventId), 'TARGET_UNKNOWN')
      assert.equal(await refused('P-1', enquiry.eventId, { id: 'supervisor-3' }), 'SAME_PERSON')
      assert.equal(await refused('P-9', enquiry.eventId), 'PROJECT_UNKNOWN')
    }
    await ledger.close()
  })

  test('several at once are all or none, each of them once', async () => {
    const { ledger, enquiry } = await begun(await openStore())
    const answer = await recorded(ledger, answered)
    const both = [erasing(enquiry.eventId), erasing(answer.eventId)]
    assert.equal(await refusalOf(ledger.submit('P-1', [...both, erasing(enquiry.eventId)])), 'ALREADY_ERASED')
    assert.ok((await historyOf(ledger)).every(({ erased }) => erased === undefined))
    assert.equal((await ledger.submit('P-1', both)).status, 'recorded')
    assert.equal((await historyOf(ledger)).filter(({ erased }) => erased !== undefined).length, both.length)
    assert.equal(await refusalOf(ledger.submit('P-1', erasing(answer.eventId))), 'ALREADY_ERASED')
    await ledger.close()
  })

  test('one part is erased once, whoever asks at the same moment', async () => {
    const store = await openStore()
    const { ledger, enquiry } = await begun(store)
    const other = await open(store)
    await historyOf(other)
    const codes = await Promise.all(
      [ledger, other, ledger, other].map((one) => refusalOf(one.submit('P-1', erasing(enquiry.eventId)))),
    )
    assert.deepEqual(codes.toSorted(), ['ALREADY_ERASED', 'ALREADY_ERASED', 'ALREADY_ERASED', undefined])
    await ledger.close()
  })

  test('who erased can be erased too, by somebody who states no name', async () => {
    const { ledger, enquiry } = await begun(await openStore())
    const named = await recorded(ledger, erasing(enquiry.eventId, { name: 'Example Clerk (invented)' }))
    const bare = await recorded(ledger, erasing(named.eventId))
    assert.equal(await refusalOf(ledger.submit('P-1', erasing(bare.eventId))), 'NOTHING_PERSONAL')
    const [first, second, third] = (await historyOf(ledger)).slice(-3)
    assert.deepEqual(
      [first?.erased, second?.erased, third?.erased],
      [{ by: named.eventId }, { by: bare.eventId }, undefined],
    )
    assert.deepEqual([second?.actor, second?.data.target], [actor, enquiry.eventId])
    await ledger.close()
  })

  test('the procedure goes on over what was erased', async () => {
    const { ledger, enquiry } = await begun(await openStore())
    await recorded(ledger, erasing(enquiry.eventId))
    assert.equal(await refusalOf(ledger.submit('P-1', asked)), 'ENQUIRY_EXISTS')
    await recorded(ledger, answered)
    assert.deepEqual((await ledger.project('P-1'))?.enquiries, [{ enquiryId: 'q-1', answered: true }])
    await ledger.close()
  })
})

test('opening a ledger finishes what was left of an erasure', async () => {
  const path = join(folder, 'tampered.db')
  const { ledger, enquiry } = await begun(await sqlite(path))
  await recorded(ledger, erasing(enquiry.eventId))
  await ledger.close()
  const db = new Database(path)
  db.exec('DROP TRIGGER personal_parts_go_by_an_event')
  const back = db.prepare(`UPDATE personal_parts SET personal = ?, salt = x'01'
    WHERE position = (SELECT position FROM events WHERE event_id = ?)`)
  assert.equal(back.run(`{"/data/text":"${SECRET}"}`, enquiry.eventId).changes, 1)
  db.close()
  await (await open(await sqlite(path))).close()
  assert.ok(!readFileSync(path).includes(SECRET))
})

test('the same command again finishes what a reader of another process held up', async () => {
  const path = join(folder, 'held.db')
  const warnings: string[] = []
  const store = await sqlite(path, { busyTimeoutMs: 50, onWarning: ({ code }) => warnings.push(code) })
  const { ledger, enquiry } = await begun(store)
  const reader = new Database(path, { readonly: true })
  reader.exec('BEGIN; SELECT * FROM personal_parts')
  const submit = () => ledger.submit('P-1', erasing(enquiry.eventId), { commandId: COMMAND })
  const filesHold = () => [path, `${path}-wal`].some((file) => readFileSync(file).includes(SECRET))
  assert.equal((await submit()).status, 'recorded')
  assert.deepEqual([warnings, filesHold()], [['STORE_BUSY'], true])
  reader.close()
  assert.equal((await submit()).status, 'repeated')
  assert.deepEqual([warnings, filesHold()], [['STORE_BUSY'], false])
  await ledger.close()
})

test('a part that is gone without an event is no erasure', async () => {
  const { ledger, enquiry } = await begun(memory())
  const [stored] = (await Array.fromAsync(ledger.store.readStream('project-P-1'))).flat().slice(-1)
  assert.equal(stored?.eventId, enquiry.eventId)
  const missing = { ...(stored as NonNullable<typeof stored>), personal: undefined, personalSalt: undefined }
  assert.equal((await new Erasures(ledger.store).of([missing])).size, 0)
})
