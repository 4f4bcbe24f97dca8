import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { archiveLine, type EventStore, type Fact, type Ledger, openLedger, restoreArchive } from './index.ts'
import { memory } from './stores/memory.ts'
import { fact } from './testing/given.ts'
import * as histories from './testing/histories.ts'
import { factOf } from './testing/script.ts'
import { scriptedSources } from './testing/sources.ts'

const open = (): Promise<Ledger> => openLedger({ store: memory(), sources: scriptedSources() })
const facts = (...stated: Parameters<typeof factOf>[0][]): Fact[] => stated.map(factOf)
const COMMAND = '0b9fae34-4d55-4d3b-8a6f-9b0f0d2e7a01'
const registered = factOf(histories.projectRegistered())

async function refusalOf(
  recorded: Promise<{ readonly refused?: { readonly code: string } | undefined }>,
): Promise<string | undefined> {
  return (await recorded).refused?.code
}

describe('recording', () => {
  test('a receipt is exactly what the contract says, and made from what is stored', async () => {
    await using ledger = await open()
    const receipt = await ledger.record('P-1', registered, { commandId: COMMAND })
    assert.deepEqual(Object.keys(receipt), [
      'eventId',
      'projectId',
      'type',
      'revision',
      'position',
      'recordedAt',
      'leafHash',
    ])
    const [event] = await Array.fromAsync(ledger.history('P-1'))
    assert.ok(!receipt.refused)
    assert.equal(event?.leafHash, receipt.leafHash)
    assert.equal(event?.eventId, receipt.eventId)
    assert.equal(receipt.position, '2', 'the first event is LedgerOpened')
  })

  test('the same commandId again gives the same receipt and adds nothing', async () => {
    await using ledger = await open()
    const first = await ledger.record('P-1', registered, { commandId: COMMAND })
    assert.deepEqual(await ledger.record('P-1', registered, { commandId: COMMAND }), first)
    assert.equal(await ledger.store.head(), 2n)
  })

  test('the repeated command is answered before the table is asked', async () => {
    await using ledger = await open()
    const first = await ledger.record('P-1', registered, { commandId: COMMAND })
    await ledger.record('P-1', facts(...histories.accepted().slice(1)))
    assert.deepEqual(await ledger.record('P-1', registered, { commandId: COMMAND, expectedRevision: 99 }), first)
  })

  test('keys in another order are the same content; personal fields do not tell commands apart', async () => {
    await using ledger = await open()
    await ledger.record('P-1', facts(...histories.tendering()))
    const enquiry = (data: object) => factOf(fact('EnquiryReceived', data))
    const first = await ledger.record('P-1', enquiry({ enquiryId: 'q-1', text: 'one' }), { commandId: COMMAND })
    assert.deepEqual(
      await ledger.record('P-1', enquiry({ text: 'another', enquiryId: 'q-1' }), { commandId: COMMAND }),
      first,
    )
  })

  test('a commandId used for other content is refused', async () => {
    await using ledger = await open()
    await ledger.record('P-1', registered, { commandId: COMMAND })
    const other = factOf(histories.projectRegistered({ title: 'Another road (invented)' }))
    assert.equal(await refusalOf(ledger.record('P-1', other, { commandId: COMMAND })), 'COMMAND_REUSED')
    assert.equal(
      await refusalOf(ledger.record('P-1', [registered, registered], { commandId: COMMAND })),
      'COMMAND_REUSED',
    )
  })

  test('the same commandId names another event in another stream', async () => {
    await using ledger = await open()
    const one = await ledger.record('P-1', registered, { commandId: COMMAND })
    const two = await ledger.record('P-2', registered, { commandId: COMMAND })
    assert.ok(!one.refused && !two.refused)
    assert.notEqual(one.eventId, two.eventId)
  })

  test('the same commandId twice at the same moment is recorded once', async () => {
    await using ledger = await open()
    const [one, two] = await Promise.all([
      ledger.record('P-1', registered, { commandId: COMMAND }),
      ledger.record('P-1', registered, { commandId: COMMAND }),
    ])
    assert.deepEqual(one, two)
    assert.equal(await ledger.store.head(), 2n)
  })

  describe('the same commandId at the same moment through another ledger on the store', () => {
    const bid = (id: string) => factOf(histories.bidSubmitted(id, histories.bidderA))

    /** Both hold the state as it stands, so that both seal the same next revision. */
    async function twoLedgers() {
      const store = memory()
      const sources = scriptedSources()
      const one = await openLedger({ store, sources })
      const two = await openLedger({ store, sources })
      await one.record('P-1', facts(...histories.withBids()))
      assert.equal(await refusalOf(two.record('P-1', bid('bid-a'))), 'BID_EXISTS')
      return { store, one, two }
    }

    /** Every leaf names the one before it, else a restore says which does not. */
    async function assertChained(store: EventStore) {
      const lines = (await Array.fromAsync(store.readLog())).flat().map(archiveLine)
      await restoreArchive(memory(), () => lines)
    }

    test('is recorded once, and what follows from either chains to it', async () => {
      const { store, one, two } = await twoLedgers()
      const [first, second] = await Promise.all(
        [one, two].map((l) => l.record('P-1', bid('d'), { commandId: COMMAND })),
      )
      assert.equal(first?.refused, undefined)
      assert.deepEqual(second, first)
      assert.ok(!(await two.record('P-1', bid('e'))).refused)
      assert.ok(!(await one.record('P-1', bid('f'))).refused)
      await assertChained(store)
    })

    test('for other content is refused, and leaves nothing behind', async () => {
      const { store, one, two } = await twoLedgers()
      const [first, second] = await Promise.all([
        one.record('P-1', bid('d'), { commandId: COMMAND }),
        refusalOf(two.record('P-1', bid('e'), { commandId: COMMAND })),
      ])
      assert.equal(first.refused, undefined)
      assert.equal(second, 'COMMAND_REUSED')
      assert.equal(await refusalOf(two.record('P-1', bid('d'))), 'BID_EXISTS')
      assert.ok(!(await two.record('P-1', bid('e'))).refused)
      await assertChained(store)
    })
  })

  test('several facts are all or none, and the refused one is named', async () => {
    await using ledger = await open()
    const refused = await ledger.record('P-1', facts(...histories.evaluated(), histories.contractSigned()))
    assert.equal(refused.refused?.code, 'OUT_OF_SEQUENCE')
    assert.match(refused.refused?.message ?? '', /^fact 8: /)
    assert.equal(await ledger.project('P-1'), undefined)
    assert.equal(await ledger.store.head(), 1n)
  })

  test('facts of one command see those before them', async () => {
    await using ledger = await open()
    const receipts = await ledger.record('P-1', facts(...histories.completed()))
    assert.ok(!receipts.refused)
    assert.deepEqual(
      receipts.map(({ revision }) => revision),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    )
    assert.equal((await ledger.project('P-1'))?.phase, 'completed')
  })

  test('an expected revision that does not hold is refused', async () => {
    await using ledger = await open()
    assert.equal(await refusalOf(ledger.record('P-1', registered, { expectedRevision: 0 })), 'REVISION_MISMATCH')
    await ledger.record('P-1', registered, { expectedRevision: -1 })
    const accepted = factOf(fact('RegistrationAccepted', { greenChannel: false, deferred: [] }))
    assert.ok(!(await ledger.record('P-1', accepted, { expectedRevision: 0 })).refused)
  })

  test('recordedAt never falls inside a stream, though the clock is set back', async () => {
    const times = [3000, 2000, 1000].map((ms) => Date.parse('2023-12-31T00:00:00Z') + ms)
    let calls = 0
    const now = () => times[Math.min(calls++, 2)] as number
    await using ledger = await openLedger({ store: memory(), sources: { ...scriptedSources(), now } })
    for (const stated of histories.accepted()) await ledger.record('P-1', factOf(stated))
    const recorded = (await Array.fromAsync(ledger.history('P-1'))).map(({ recordedAt }) => recordedAt)
    assert.deepEqual(recorded, ['2023-12-31T00:00:02.000Z', '2023-12-31T00:00:02.000Z'])
  })

  test('an imported project records what the table would refuse, with its finding', async () => {
    await using ledger = await open()
    await ledger.record('P-1', factOf(histories.imported()))
    await ledger.record('P-1', factOf(histories.awardDecided()))
    const events = await Array.fromAsync(ledger.history('P-1'))
    assert.deepEqual(
      events[1]?.findings?.map(({ code }) => code),
      ['OUT_OF_SEQUENCE', 'BID_UNKNOWN'],
    )
    assert.equal((await ledger.project('P-1'))?.phase, 'awarded')
    assert.equal(await refusalOf(ledger.record('P-1', registered)), 'PROJECT_EXISTS')
  })

  test('what a source leaves unsaid may be missing on an imported project, and nowhere else', async () => {
    await using ledger = await open()
    const notice = factOf(fact('AwardNoticeIssued', { awardId: 'award-1' }))
    await ledger.record('P-1', facts(...histories.awarded()))
    const { refused } = await ledger.record('P-1', notice)
    assert.equal(refused?.code, 'INVALID')
    assert.deepEqual(
      refused?.issues?.map(({ path }) => path),
      ['/data/noticeNo'],
    )
    await ledger.record('P-2', facts(histories.imported(), histories.awardDecided()))
    assert.equal((await ledger.record('P-2', notice)).refused, undefined)
  })
})

describe('the order of checks', () => {
  const notice = factOf(fact('AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-1' }))
  const { noticeNo: _, ...unnumbered } = notice.data as { noticeNo: string }
  const flawed = { ...notice, data: unnumbered }
  const unknown = factOf(fact('AwardNoticeIssued', { awardId: 'award-9', noticeNo: 'N-9' }))

  test('shape, repeated command, revision, project, phase', async () => {
    await using ledger = await open()
    const withRevision = { commandId: COMMAND, expectedRevision: 99 }
    await ledger.record('P-1', facts(...histories.awarded()))
    await ledger.record('P-1', notice, { commandId: COMMAND })
    assert.equal(await refusalOf(ledger.record('P-1', flawed, withRevision)), 'INVALID')
    assert.equal(await refusalOf(ledger.record('P-1', unknown, withRevision)), 'COMMAND_REUSED')
    assert.equal(await refusalOf(ledger.record('P-1', notice, withRevision)), undefined)
    assert.equal(await refusalOf(ledger.record('P-1', registered, { expectedRevision: 99 })), 'REVISION_MISMATCH')
    assert.equal(await refusalOf(ledger.record('P-1', registered)), 'PROJECT_EXISTS')
    assert.equal(await refusalOf(ledger.record('P-2', flawed)), 'INVALID')
    assert.equal(await refusalOf(ledger.record('P-2', notice)), 'PROJECT_UNKNOWN')
  })

  test('what only an imported project may leave unsaid is named for every fact at once', async () => {
    await using ledger = await open()
    await ledger.record('P-1', facts(...histories.awarded()))
    const { refused } = await ledger.record('P-1', [flawed, notice, flawed])
    assert.deepEqual(
      refused?.issues?.map(({ path }) => path),
      ['/0/data/noticeNo', '/2/data/noticeNo'],
    )
  })

  test('a command may import a project and then leave unsaid what its source does', async () => {
    await using ledger = await open()
    const recorded = await ledger.record('P-1', [...facts(histories.imported(), histories.awardDecided()), flawed])
    assert.equal(recorded.refused, undefined)
  })
})

describe('the border', () => {
  const bad: readonly (readonly [string, unknown, string])[] = [
    ['a fact that is no object', 7, ''],
    ['an unknown event type', { ...registered, type: 'ProjectInvented' }, '/type'],
    ['a type of Object.prototype', { ...registered, type: 'constructor' }, '/type'],
    ['an unknown field', { ...registered, extra: 1 }, '/extra'],
    ['an unknown field in the data', { ...registered, data: { ...registered.data, extra: 1 } }, '/data/extra'],
    [
      'an unknown field whose name a pointer must escape',
      { ...registered, data: { ...registered.data, 'a/b~c': 1 } },
      '/data/a~1b~0c',
    ],
    ['a wrong type', { ...registered, data: histories.registration({ mandatory: 'yes' }) }, '/data/mandatory'],
    ['a missing actor', { ...registered, actor: undefined }, '/actor'],
    ['an unknown role', { ...registered, actor: { id: 'u-1', role: 'king' } }, '/actor/role'],
    ['an instant without offset', { ...registered, occurredAt: '2023-03-01T09:00:00' }, '/occurredAt'],
    ['a date that does not exist', { ...registered, occurredAt: '2023-02-30T09:00:00Z' }, '/occurredAt'],
    ['a lone surrogate', { ...registered, data: histories.registration({ title: 'a\ud800' }) }, '/data/title'],
    ['minus zero', { ...registered, data: { ...registered.data, extra: -0 } }, '/data/extra'],
    ['NaN', { ...registered, data: { ...registered.data, extra: Number.NaN } }, '/data/extra'],
    ['an own __proto__', { ...registered, data: JSON.parse('{"__proto__":{}}') }, '/data/__proto__'],
    ...['1e3', '-0', '-1', 'NaN', '+1', '01', '1.', '.5', '1.234', '1,000', ''].map(
      (amount): [string, unknown, string] => [
        `the amount ${JSON.stringify(amount)}`,
        { ...registered, data: histories.registration({ budget: histories.cny(amount) }) },
        '/data/budget/amount',
      ],
    ),
    [
      'an amount as a number',
      { ...registered, data: histories.registration({ budget: { amount: 1, currency: 'CNY' } }) },
      '/data/budget/amount',
    ],
    [
      'decimals that the currency has not',
      { ...registered, data: histories.registration({ budget: { amount: '1.5', currency: 'JPY' } }) },
      '/data/budget/amount',
    ],
    [
      'a currency that is none',
      { ...registered, data: histories.registration({ budget: { amount: '1', currency: 'RMB' } }) },
      '/data/budget/currency',
    ],
    [
      'an id with a slash',
      { ...registered, data: histories.registration({ buyer: { id: 'a/b', name: 'x' } }) },
      '/data/buyer/id',
    ],
    [
      'an unknown zone',
      { ...registered, data: histories.registration({ venue: { ...histories.venue, zone: 'Mars/Olympus' } }) },
      '/data/venue/zone',
    ],
  ]
  test.each(bad)('%s is refused and named by its path', async (_name, asked, path) => {
    await using ledger = await open()
    const { refused } = await ledger.record('P-1', asked as Fact)
    assert.equal(refused?.code, 'INVALID')
    assert.ok(
      refused?.issues?.some((issue) => issue.path.startsWith(path)),
      JSON.stringify(refused?.issues),
    )
    assert.equal(await ledger.store.head(), 1n)
  })

  test('every issue of every fact is named at once', async () => {
    await using ledger = await open()
    const { refused } = await ledger.record('P-1', [
      { ...registered, type: 'X' },
      { ...registered, occurredAt: 'now' },
    ])
    assert.deepEqual(
      refused?.issues?.map(({ path }) => path),
      ['/0/type', '/1/occurredAt'],
    )
  })

  test.each(['a/b', '', '..', 'x'.repeat(65), 'a b'])('the project id %j is refused', async (projectId) => {
    await using ledger = await open()
    assert.equal(await refusalOf(ledger.record(projectId, registered)), 'INVALID')
  })

  test('a fact that names no actor is stated by that of the command, however it leaves it out', async () => {
    await using ledger = await open()
    const actor = { id: 'u-1', role: 'agency' as const }
    const unsigned = { ...registered, actor: undefined } as unknown as Fact
    assert.equal((await ledger.record('P-1', unsigned, { actor })).refused, undefined)
    assert.equal(
      await refusalOf(ledger.record('P-2', { ...unsigned, actor: null } as unknown as Fact, { actor })),
      'INVALID',
    )
  })

  test('a list of a thousand million facts is refused before it is looked at', async () => {
    await using ledger = await open()
    assert.equal(await refusalOf(ledger.record('P-1', new Array<Fact>(1_000_000_000))), 'INVALID')
  })

  test('a list of facts with a hole is not a shorter list', async () => {
    await using ledger = await open()
    const holed: Fact[] = []
    holed[1] = registered
    const { refused } = await ledger.record('P-1', holed)
    assert.deepEqual(
      refused?.issues?.map(({ path }) => path),
      ['/0'],
    )
  })

  test.each(['0', Number.NaN, 0.5, -2, null])('the expected revision %j is refused', async (revision) => {
    await using ledger = await open()
    const { refused } = await ledger.record('P-1', registered, { expectedRevision: revision as number })
    assert.equal(refused?.code, 'INVALID')
    assert.equal(refused?.issues?.[0]?.path, '/expectedRevision')
  })

  test('a message repeats an unknown type on one line, and not all of it', async () => {
    await using ledger = await open()
    const { refused } = await ledger.record('P-1', { ...registered, type: `Un\nknown${'𠮷'.repeat(500)}` })
    assert.match(refused?.message ?? '', /^\/type: "Un\\nknown.{1,100}$/u)
    assert.ok(refused?.message.isWellFormed())
  })

  test('a commandId that is no uuid, no facts, and more than 100 are refused', async () => {
    await using ledger = await open()
    assert.equal(await refusalOf(ledger.record('P-1', registered, { commandId: 'x' })), 'INVALID')
    assert.equal(await refusalOf(ledger.record('P-1', [])), 'INVALID')
    assert.equal(
      await refusalOf(
        ledger.record(
          'P-1',
          Array.from({ length: 101 }, () => registered),
        ),
      ),
      'INVALID',
    )
  })
})

describe('reading', () => {
  test('a project as of a moment is the project as it was known then', async () => {
    await using ledger = await open()
    for (const stated of histories.contracted()) await ledger.record('P-1', factOf(stated))
    const events = await Array.fromAsync(ledger.history('P-1'))
    for (const { recordedAt, revision } of events) {
      const then = await ledger.project('P-1', { asOf: recordedAt })
      assert.equal(then?.revision, revision)
      assert.deepEqual(then, await ledger.project('P-1', { revision }))
    }
    assert.equal(await ledger.project('P-1', { asOf: '2000-01-01T00:00:00Z' }), undefined)
    assert.equal(await ledger.project('P-1', { revision: 99 }), undefined)
  })

  test('a cut that is none is named as one', async () => {
    await using ledger = await open()
    await ledger.record('P-1', registered)
    const cuts = [{ asOf: 'yesterday' }, { asOf: '2023-03-01' }, { asOf: '2023-03-01T09:00:00' }, { revision: -2 }]
    for (const cut of [...cuts, { revision: 0.5 }, { revision: Number.NaN }])
      await assert.rejects(ledger.project('P-1', cut), { code: 'CUT_INVALID' })
    for (const after of [-2, 0.5, Number.NaN])
      await assert.rejects(Array.fromAsync(ledger.history('P-1', { after })), { code: 'CUT_INVALID' })
    assert.equal(await ledger.project('P-1', { revision: -1 }), undefined)
    assert.equal((await Array.fromAsync(ledger.history('P-1', { after: -1 }))).length, 1)
  })

  test('history and feed hand out personal fields where they lay', async () => {
    await using ledger = await open()
    await ledger.record('P-1', facts(...histories.tendering()))
    const asked = {
      ...factOf(fact('EnquiryReceived', { enquiryId: 'q-1', text: 'who?' })),
      actor: { id: 'u-1', role: 'bidder' as const, name: 'Invented Person' },
    }
    await ledger.record('P-1', asked)
    const [event] = await Array.fromAsync(ledger.history('P-1', { after: 2 }))
    assert.deepEqual(event?.data, { enquiryId: 'q-1', text: 'who?' })
    assert.deepEqual(event?.actor, asked.actor)
  })

  test('the feed catches up and then stays live', async () => {
    await using ledger = await open()
    await ledger.record('P-1', registered)
    const seen: string[] = []
    const stop = new AbortController()
    const reading = (async () => {
      for await (const { position } of ledger.events({ signal: stop.signal }))
        if (seen.push(position) === 3) stop.abort()
    })()
    await ledger.record('P-2', registered)
    await reading
    assert.deepEqual(seen, ['1', '2', '3'])
  })

  test('what is aborted gives no more, also of the page that was read already', async () => {
    await using ledger = await open()
    await ledger.record('P-1', facts(...histories.tendering()))
    const readers = [ledger.events, (options: { signal: AbortSignal }) => ledger.history('P-1', options)]
    for (const read of readers) {
      const stop = new AbortController()
      const seen: string[] = []
      for await (const { type } of read({ signal: stop.signal })) {
        seen.push(type)
        stop.abort()
      }
      assert.equal(seen.length, 1)
    }
  })

  test('a position of another kind is named as one', async () => {
    await using ledger = await open()
    for (const after of ['x', '-1', '1.5', '01', '']) {
      await assert.rejects(Array.fromAsync(ledger.events({ after, live: false })), { code: 'POSITION_INVALID' })
    }
  })
})

describe('identity', () => {
  test('a new ledger is not opened under a name that no checkpoint could carry', async () => {
    const store = memory()
    for (const origin of ['https://ledger.example.invalid', 'a county', 'a+b', ''])
      await assert.rejects(openLedger({ store, origin }), { code: 'ORIGIN_INVALID' })
    assert.equal(await store.head(), 0n)
  })

  test('a ledger keeps the identity that its first event states', async () => {
    const store = memory()
    const first = await openLedger({ store, origin: 'ledger.example.invalid' })
    const again = await openLedger({ store, origin: 'another.invalid' })
    assert.deepEqual(again.identity, first.identity)
    assert.equal(first.identity.origin, 'ledger.example.invalid')
    assert.equal(await store.head(), 1n)
  })
})
