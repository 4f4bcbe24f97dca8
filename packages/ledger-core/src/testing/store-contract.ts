import { getEventListeners } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { STREAM_START, type StreamEnd } from '../evidence/seal.ts'
import {
  type EventStore,
  type LoggedLeaf,
  NO_STREAM,
  type SealedEvent,
  type StoredEvent,
} from '../ports/event-store.ts'
import { conflictOf, expectFault, follow, idsOf, logOf } from './asked-of-store.ts'
import { appendContending } from './contending-writer.ts'
import { EXACT_TEXTS } from './exact-texts.ts'
import { askImports } from './import-contract.ts'
import { sealRun, sealText, sealTexts } from './sealed-events.ts'

export interface StoreUnderTest {
  /** Empty. The suite closes it. */
  readonly store: EventStore
  /** Opens the same log again, after the suite has closed it. Left out: the store does not outlive its process. */
  readonly reopen?: () => Promise<EventStore>
  /** Runs after the store was closed. */
  readonly cleanup?: () => Promise<void> | void
}

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'

/** More than two pages of any store we know. */
const MANY_EVENTS = 2_500
const APPEND_EVENTS = 250

const ERASURE = 'PersonalDataErased'

/**
 * The one contract suite: every MUST of the port `EventStore`, asked of a store through the port alone.
 *
 * @example
 * storeContract('memory', async () => ({ store: memory() }))
 */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  async function opened(): Promise<StoreUnderTest> {
    const underTest = await open()
    onTestFinished(async () => {
      await underTest.store.close()
      await underTest.cleanup?.()
    })
    return underTest
  }

  const openedStore = async () => (await opened()).store

  describe(`${name} keeps the contract of a store`, () => {
    describe('appending', () => {
      test.each(EXACT_TEXTS)('bytes come back exactly as they went in: %s', async (_, data) => {
        const store = await openedStore()
        const event = sealText(STREAM, STREAM_START, { data, personal: data })
        const [stored] = await store.append(STREAM, NO_STREAM, [event])
        expect(stored).toStrictEqual({ ...event, position: stored?.position })
        expect(await streamOf(store, STREAM)).toStrictEqual([stored])
        expect(await logOf(store)).toStrictEqual([stored])
        expect(await factsOf(store)).toMatchObject([{ data }])
      })

      test('an event without a personal part comes back without one', async () => {
        const store = await openedStore()
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        expect(await logOf(store)).toMatchObject([{ personal: undefined, personalSalt: undefined }])
      })

      test('several events of one append stand in its order, one after the other', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 5)
        const stored = await store.append(STREAM, NO_STREAM, events)
        expect(idsOf(stored)).toEqual(idsOf(events))
        expect(await streamOf(store, STREAM)).toStrictEqual(stored)
        expectIncreasing(stored)
      })

      test.each([
        ['U+0000', '{"a":"\0"}'],
        ['half a surrogate pair', '{"a":"\ud800"}'],
      ])('what some engine would not give back exactly is refused: %s', async (_, text) => {
        const store = await openedStore()
        const [good] = sealRun(OTHER, 1) as [SealedEvent]
        const bad = [sealText(STREAM, STREAM_START, { data: text }), sealText(STREAM, STREAM_START, { personal: text })]
        const appends = bad.map((event) => store.append(STREAM, NO_STREAM, [event]))
        await Promise.all([
          store.append(OTHER, NO_STREAM, [good]),
          ...appends.map((a) => expectFault(a, 'APPEND_INVALID')),
        ])
        expect(idsOf(await logOf(store))).toEqual([good.eventId])
      })

      test('an event id is used once in the whole log; what uses it again fails alone', async () => {
        const store = await openedStore()
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        const copies = sealRun(STREAM, 1).map((event) => ({ ...event, stream: OTHER }))
        const [good] = sealRun('project-neighbour', 1) as [SealedEvent]
        const refused = store.append(OTHER, NO_STREAM, copies)
        await Promise.all([expectFault(refused, 'APPEND_INVALID'), store.append(good.stream, NO_STREAM, [good])])
        expect(await logOf(store)).toHaveLength(2)
      })

      test('an empty append is refused', async () => {
        const store = await openedStore()
        await expectFault(store.append(STREAM, NO_STREAM, []), 'APPEND_INVALID')
      })

      test('an event that was sealed for another place is refused', async () => {
        const store = await openedStore()
        const [first, second] = sealRun(STREAM, 2) as [SealedEvent, SealedEvent]
        await expectFault(store.append(OTHER, NO_STREAM, [first]), 'APPEND_INVALID')
        await expectFault(store.append(STREAM, NO_STREAM, [second]), 'APPEND_INVALID')
        await expectFault(store.append(STREAM, NO_STREAM, [first, first]), 'APPEND_INVALID')
        await expectFault(store.append(STREAM, -2, [{ ...first, revision: -1 }]), 'APPEND_INVALID')
        expect(await store.head()).toBe(0n)
      })
    })

    describe('expecting a revision', () => {
      test('a conflict carries the actual revision and writes nothing', async () => {
        const store = await openedStore()
        const stored = await store.append(STREAM, NO_STREAM, sealRun(STREAM, 3))
        const late = sealRun(STREAM, 2, stored[0], 'late')
        expect(await conflictOf(store.append(STREAM, 0, late))).toEqual({ stream: STREAM, expected: 0, actual: 2 })
        expect(await logOf(store)).toStrictEqual(stored)
      })

      test('a stream that must not exist, and does', async () => {
        const store = await openedStore()
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        const again = sealRun(STREAM, 1, STREAM_START, 'late')
        expect(await conflictOf(store.append(STREAM, NO_STREAM, again))).toEqual({
          stream: STREAM,
          expected: -1,
          actual: 0,
        })
      })

      test('a stream that must exist, and does not', async () => {
        const store = await openedStore()
        const second = sealRun(STREAM, 2).slice(1)
        expect(await conflictOf(store.append(STREAM, 0, second))).toEqual({
          stream: STREAM,
          expected: 0,
          actual: NO_STREAM,
        })
      })

      test('a revision that is not reached yet', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 4)
        await store.append(STREAM, NO_STREAM, events.slice(0, 2))
        expect(await conflictOf(store.append(STREAM, 2, events.slice(3)))).toEqual({
          stream: STREAM,
          expected: 2,
          actual: 1,
        })
      })

      test('a conflict fails alone: what was appended in the same moment stands', async () => {
        const store = await openedStore()
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        const streams = Array.from({ length: 20 }, (_, i) => `project-neighbour-${i}`)
        const before = streams.slice(0, 10).map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 2)))
        const conflicting = store.append(STREAM, NO_STREAM, sealRun(STREAM, 1, STREAM_START, 'late'))
        const after = streams.slice(10).map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 2)))
        expect(await conflictOf(conflicting)).toMatchObject({ actual: 0 })
        await Promise.all([...before, ...after])
        expect(await logOf(store)).toHaveLength(1 + 2 * streams.length)
      })

      test('a conflict tells what its neighbours of the same moment made of the stream', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 3)
        const first = store.append(STREAM, NO_STREAM, events)
        const late = store.append(STREAM, 0, sealRun(STREAM, 1, events[0], 'late'))
        const next = store.append(STREAM, 2, sealRun(STREAM, 1, events[2]))
        const early = store.append(STREAM, 7, [sealText(STREAM, { ...(events[2] as SealedEvent), revision: 7 })])
        expect(await Promise.all([conflictOf(late), conflictOf(early)])).toEqual([
          { stream: STREAM, expected: 0, actual: 2 },
          { stream: STREAM, expected: 7, actual: 3 },
        ])
        expect(idsOf([...(await first), ...(await next)])).toEqual(idsOf(await streamOf(store, STREAM)))
      })

      test('of appends at one revision in one moment exactly one wins', async () => {
        const store = await openedStore()
        const writers = Array.from({ length: 10 }, (_, i) => `writer-${i}`)
        const appends = writers.map((writer) =>
          store.append(STREAM, NO_STREAM, sealRun(STREAM, 2, STREAM_START, writer)),
        )
        const outcomes = await Promise.allSettled(appends)
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
        for (const { reason } of lost) expect(reason).toMatchObject({ code: 'REVISION_CONFLICT', actual: 1 })
        expect(await streamOf(store, STREAM)).toHaveLength(2)
      })

      test('appends of one moment that follow each other all stand', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 20)
        const appends = await Promise.all(events.map((event) => store.append(STREAM, event.revision - 1, [event])))
        expect(idsOf(appends.flat())).toEqual(idsOf(events))
        expect(await streamOf(store, STREAM)).toStrictEqual(appends.flat())
      })
    })

    describe('repeating', () => {
      test('the same append again gives what is stored and changes nothing', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 3)
        const stored = await store.append(STREAM, NO_STREAM, events)
        expect(await store.append(STREAM, NO_STREAM, events)).toStrictEqual(stored)
        expect(await logOf(store)).toStrictEqual(stored)
      })

      test('it also does when the stream went on since', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 6)
        const stored = await store.append(STREAM, NO_STREAM, events.slice(0, 3))
        await store.append(STREAM, 2, events.slice(3))
        expect(await store.append(STREAM, NO_STREAM, events.slice(0, 3))).toStrictEqual(stored)
        expect(await store.append(STREAM, 0, events.slice(1, 3))).toStrictEqual(stored.slice(1))
      })

      test('ids decide: sealed anew with other salts, the answer is the event that was stored first', async () => {
        const store = await openedStore()
        const events = sealTexts(STREAM, [{ data: '{"a":1}', personal: '{"b":2}' }])
        const stored = await store.append(STREAM, NO_STREAM, events)
        const anew = sealTexts(STREAM, [{ data: '{"a":3}' }])
        expect(await store.append(STREAM, NO_STREAM, anew)).toStrictEqual(stored)
        expect(await logOf(store)).toStrictEqual(stored)
      })

      test('twice in one moment is once', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 2)
        const appends = [1, 2, 3].map(() => store.append(STREAM, NO_STREAM, events))
        const [first, second, third] = await Promise.all(appends)
        expect(second).toStrictEqual(first)
        expect(third).toStrictEqual(first)
        expect(await logOf(store)).toStrictEqual(first)
      })

      test('an append of which only a part is stored is a conflict', async () => {
        const store = await openedStore()
        const events = sealRun(STREAM, 4)
        await store.append(STREAM, NO_STREAM, events.slice(0, 2))
        expect(await conflictOf(store.append(STREAM, NO_STREAM, events))).toMatchObject({ expected: -1, actual: 1 })
        expect(await conflictOf(store.append(STREAM, 0, events.slice(1, 3)))).toMatchObject({ expected: 0, actual: 1 })
        const [first] = events as [SealedEvent]
        const other = [first, ...sealRun(STREAM, 1, first, 'late')]
        expect(await conflictOf(store.append(STREAM, NO_STREAM, other))).toMatchObject({ expected: -1, actual: 1 })
        expect(await streamOf(store, STREAM)).toHaveLength(2)
      })

      test('it still gives what is stored after a restart', async ({ skip }) => {
        const { store, reopen } = await opened()
        if (reopen === undefined) return skip('this store does not outlive its process')
        const events = sealTexts(STREAM, [{ personal: '{"a":"b"}' }, {}])
        const stored = await store.append(STREAM, NO_STREAM, events)
        const again = await reopenedAfter(store, reopen)
        expect(await again.append(STREAM, NO_STREAM, events)).toStrictEqual(stored)
        expect(await conflictOf(again.append(STREAM, 0, sealRun(STREAM, 1, events[0], 'late')))).toMatchObject({
          actual: 1,
        })
        expect(await logOf(again)).toStrictEqual(stored)
      })
    })

    describe('reading', () => {
      test('positions follow the order of commits, over all streams', async () => {
        const store = await openedStore()
        const [first, second, third] = sealRun(STREAM, 3) as [SealedEvent, SealedEvent, SealedEvent]
        await store.append(STREAM, NO_STREAM, [first])
        await store.append(OTHER, NO_STREAM, sealRun(OTHER, 2))
        await store.append(STREAM, 0, [second, third])
        const log = await logOf(store)
        expectIncreasing(log)
        expect(log.map(({ stream, revision }) => `${stream} ${revision}`)).toEqual([
          `${STREAM} 0`,
          `${OTHER} 0`,
          `${OTHER} 1`,
          `${STREAM} 1`,
          `${STREAM} 2`,
        ])
      })

      test('a log of many pages is read once and whole, as events and as facts', async () => {
        const store = await openedStore()
        const events = await appendMany(store)
        const log = await logOf(store)
        expect(idsOf(log)).toEqual(idsOf(events))
        expectIncreasing(log)
        expect(idsOf(await streamOf(store, STREAM))).toEqual(idsOf(events))
        const facts = await factsOf(store)
        expect(facts).toHaveLength(log.length)
        for (const [
          i,
          { position, eventId, stream, revision, type, schemaVersion, occurredMs, recordedMs, data },
        ] of log.entries())
          expect(facts[i]).toMatchObject({
            position,
            eventId,
            stream,
            revision,
            type,
            schemaVersion,
            occurredMs,
            recordedMs,
            data,
          })
      })

      test('no page is empty', async () => {
        const store = await openedStore()
        await appendMany(store)
        for (const pages of [store.readLog(), store.readFacts(), store.readLeaves(), store.readStream(STREAM)])
          for await (const page of pages) expect(page.length).toBeGreaterThan(0)
      })

      test('`after` is exclusive, `fromRevision` inclusive', async () => {
        const store = await openedStore()
        const stored = await store.append(STREAM, NO_STREAM, sealRun(STREAM, 5))
        for (const [i, { position, revision }] of stored.entries()) {
          expect(await eventsOf(store.readLog({ after: position }))).toStrictEqual(stored.slice(i + 1))
          expect(idsOf(await eventsOf(store.readFacts({ after: position })))).toEqual(idsOf(stored.slice(i + 1)))
          const leaves = await eventsOf(store.readLeaves({ after: position }))
          expect(leaves.map(whatIsSigned)).toEqual(stored.slice(i + 1).map(whatIsSigned))
          expect(await eventsOf(store.readStream(STREAM, { fromRevision: revision }))).toStrictEqual(stored.slice(i))
        }
        expect(await eventsOf(store.readStream(STREAM, { fromRevision: 5 }))).toEqual([])
        expect(await eventsOf(store.readLog({ after: await store.head() }))).toEqual([])
        expect(await eventsOf(store.readLog({ after: 9_000_000_000_000_000_000n }))).toEqual([])
      })

      test('an unknown stream and an empty log have no pages', async () => {
        const store = await openedStore()
        expect(await eventsOf(store.readLog())).toEqual([])
        expect(await eventsOf(store.readFacts())).toEqual([])
        expect(await eventsOf(store.readLeaves())).toEqual([])
        expect(await store.head()).toBe(0n)
        await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
        expect(await eventsOf(store.readStream(STREAM))).toEqual([])
      })

      test('the head is the position of the last event', async () => {
        const store = await openedStore()
        const stored = await store.append(STREAM, NO_STREAM, sealRun(STREAM, 3))
        expect(await store.head()).toBe(stored.at(-1)?.position)
      })

      test('an aborted read ends', async () => {
        const store = await openedStore()
        await appendMany(store)
        const aborted = AbortSignal.abort()
        expect(await eventsOf(store.readLog({ signal: aborted }))).toEqual([])
        expect(await eventsOf(store.readFacts({ signal: aborted }))).toEqual([])
        expect(await eventsOf(store.readLeaves({ signal: aborted }))).toEqual([])
        expect(await eventsOf(store.readStream(STREAM, { signal: aborted }))).toEqual([])
        const abort = new AbortController()
        const { signal } = abort
        for (const pages of [
          store.readLog({ signal }),
          store.readFacts({ signal }),
          store.readLeaves({ signal }),
          store.readStream(STREAM, { signal }),
        ]) {
          let count = 0
          for await (const page of pages) {
            count += page.length
            abort.abort()
          }
          expect(count).toBeLessThan(MANY_EVENTS)
        }
        expect(getEventListeners(signal, 'abort')).toHaveLength(0)
      })

      test('an abandoned read holds nothing: appends, reads and closing go on', async () => {
        const store = await openedStore()
        const events = await appendMany(store)
        const abandoned: unknown[] = []
        for (let i = 0; i < 10; i++) {
          for await (const page of store.readLog()) {
            abandoned.push(page[0])
            break
          }
          const neverFinished = store.readStream(STREAM)[Symbol.asyncIterator]()
          abandoned.push(await neverFinished.next())
        }
        await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
        expect(await logOf(store)).toHaveLength(events.length + 1)
        await store.close()
      })

      test('reads that overlap do not disturb each other', async () => {
        const store = await openedStore()
        const events = await appendMany(store)
        const reads = await Promise.all([logOf(store), factsOf(store), streamOf(store, STREAM), logOf(store)])
        for (const read of reads) expect(idsOf(read)).toEqual(idsOf(events))
      })

      test('everything is there after a restart', async ({ skip }) => {
        const { store, reopen } = await opened()
        if (reopen === undefined) return skip('this store does not outlive its process')
        await appendMany(store)
        const before = await logOf(store)
        const again = await reopenedAfter(store, reopen)
        expect(await logOf(again)).toStrictEqual(before)
        const [next] = await again.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
        expect(next?.position).toBeGreaterThan(before.at(-1)?.position as bigint)
      })
    })

    describe('waiting', () => {
      test('there is no wait where the log is beyond', async () => {
        const store = await openedStore()
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        await within(1_000, store.waitBeyond(0n, new AbortController().signal))
      })

      test('an append wakes', async () => {
        const store = await openedStore()
        const head = await store.head()
        const woken = store.waitBeyond(head, new AbortController().signal)
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        await within(1_000, woken)
        expect(await store.head()).toBeGreaterThan(head)
      })

      test('an abort wakes, before and during the wait', async () => {
        const store = await openedStore()
        await within(1_000, store.waitBeyond(0n, AbortSignal.abort()))
        const abort = new AbortController()
        const woken = store.waitBeyond(0n, abort.signal)
        setTimeout(() => abort.abort(), 10)
        await within(1_000, woken)
      })

      test('closing wakes', async () => {
        const store = await openedStore()
        const woken = store.waitBeyond(0n, new AbortController().signal)
        await store.close()
        await within(1_000, woken)
      })

      test('a signal that outlives many waits gathers no listeners', async () => {
        const store = await openedStore()
        const { signal } = new AbortController()
        let end: StreamEnd = STREAM_START
        for (let i = 0; i < 20; i++) {
          const head = await store.head()
          const waits = [1, 2, 3].map(() => store.waitBeyond(head, signal))
          await new Promise((resolve) => setTimeout(resolve, 1))
          const event = sealText(STREAM, end)
          await store.append(STREAM, end.revision, [event])
          end = event
          await within(1_000, Promise.all(waits))
        }
        expect(getEventListeners(signal, 'abort')).toHaveLength(0)
      })
    })

    describe('following', () => {
      test('100 live followers and a slow one each see every event once and in order', async () => {
        const store = await openedStore()
        const total = 200
        const followers = Array.from({ length: 100 }, () => follow(store, total))
        const slow = follow(store, total, () => new Promise((resolve) => setTimeout(resolve, 20)))
        const { signal } = new AbortController()
        await within(1_000, store.waitBeyond(-1n, signal))
        await appendContending(store, { stream: STREAM, writer: 'writer-1', count: total })
        const ids = idsOf(await logOf(store))
        for (const seen of await within(20_000, Promise.all([...followers, slow]))) expect(seen).toEqual(ids)
      })

      test('a follower that goes away while others wait leaves them waiting, and nothing behind', async () => {
        const store = await openedStore()
        const abort = new AbortController()
        const gone = Array.from({ length: 20 }, () => store.waitBeyond(0n, abort.signal))
        const staying = store.waitBeyond(0n, new AbortController().signal)
        abort.abort()
        await within(1_000, Promise.all(gone))
        expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
        await within(1_000, staying)
      })
    })

    describe('erasing', () => {
      const personal = '{"/actor/name":"Example Person (invented)"}'
      const erasureOf = (target: string) => ({ type: ERASURE, data: JSON.stringify({ target, legalBasis: 'request' }) })

      test('a personal part goes with its salt; all else stays', async () => {
        const store = await openedStore()
        const [target, neighbour] = sealTexts(STREAM, [{ personal }, { personal }]) as [SealedEvent, SealedEvent]
        const [erasure] = sealTexts(STREAM, [erasureOf(target.eventId)], neighbour) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target, neighbour])
        await store.append(STREAM, 1, [erasure])
        await store.erase(target.eventId)
        const log = await logOf(store)
        expect(log).toMatchObject([{ ...target, personal: undefined, personalSalt: undefined }, neighbour, erasure])
        expect(await streamOf(store, STREAM)).toStrictEqual(log)
      })

      test('the append of a PersonalDataErased takes the part away, and answers with itself', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        const [erasure] = sealTexts(STREAM, [erasureOf(target.eventId)], target) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target])
        for (const _again of [1, 2]) {
          expect(await store.append(STREAM, 0, [erasure])).toMatchObject([erasure])
          expect((await logOf(store))[0]).toMatchObject({ ...target, personal: undefined, personalSalt: undefined })
        }
      })

      test('what one append records and erases is never stored, and not in its answer', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        const stored = await store.append(STREAM, NO_STREAM, [
          target,
          ...sealTexts(STREAM, [erasureOf(target.eventId)], target),
        ])
        expect(stored[0]).toMatchObject({ personal: undefined, personalSalt: undefined })
        expect(await logOf(store)).toStrictEqual(stored)
      })

      test('an erasure that names another stream, a later event, itself or nothing takes nothing away', async () => {
        const store = await openedStore()
        const [elsewhere] = sealTexts(OTHER, [{ personal }]) as [SealedEvent]
        await store.append(OTHER, NO_STREAM, [elsewhere])
        const later = sealRun(STREAM, 5).at(4)?.eventId ?? ''
        const own = sealRun(STREAM, 3).at(2)?.eventId ?? ''
        const erasures = sealTexts(STREAM, [
          erasureOf(elsewhere.eventId),
          erasureOf(later),
          { ...erasureOf(own), personal },
          erasureOf('00000000-0000-4000-8000-000000000000'),
          { personal },
        ])
        expect(erasures.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining([later, own]))
        await store.append(STREAM, NO_STREAM, erasures)
        expect(await store.finishErasures()).toBe(0)
        const kept = (await logOf(store)).filter((event) => event.personal !== undefined)
        expect(kept.map(({ eventId }) => eventId)).toEqual([elsewhere.eventId, own, later])
      })

      test('an erasure that cannot be read is not appended', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target])
        const unreadable = sealTexts(STREAM, [{}, { type: ERASURE, data: '{' }], target)
        await expectFault(store.append(STREAM, 0, unreadable), 'APPEND_INVALID')
        expect(await logOf(store)).toMatchObject([target])
      })

      test('nothing is left to be finished after an erasure', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target, ...sealTexts(STREAM, [erasureOf(target.eventId)], target)])
        expect(await store.finishErasures()).toBe(0)
      })

      test('erasing again, and erasing what has no personal part, changes nothing', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{}]) as [SealedEvent]
        const [erasure] = sealTexts(STREAM, [erasureOf(target.eventId)], target) as [SealedEvent]
        const stored = await store.append(STREAM, NO_STREAM, [target, erasure])
        await store.erase(target.eventId)
        await store.erase(target.eventId)
        expect(await logOf(store)).toStrictEqual(stored)
      })

      test('without a PersonalDataErased that names it, in its own stream, a personal part stays', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        const notErasures = sealTexts(
          STREAM,
          [erasureOf('00000000-0000-4000-8000-000000000000'), { data: JSON.stringify({ target: target.eventId }) }],
          target,
        )
        await store.append(STREAM, NO_STREAM, [target, ...notErasures])
        await store.append(OTHER, NO_STREAM, sealTexts(OTHER, [erasureOf(target.eventId)]))
        await expectFault(store.erase(target.eventId), 'ERASURE_REFUSED')
        expect((await logOf(store))[0]).toMatchObject({ personal })
      })

      test('what was erased is not brought back by the same append', async () => {
        const store = await openedStore()
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target])
        await store.append(STREAM, 0, sealTexts(STREAM, [erasureOf(target.eventId)], target))
        await store.erase(target.eventId)
        const [repeated] = await store.append(STREAM, NO_STREAM, [target])
        expect(repeated).toMatchObject({ eventId: target.eventId, personal: undefined, personalSalt: undefined })
      })

      test('erased stays erased after a restart', async ({ skip }) => {
        const { store, reopen } = await opened()
        if (reopen === undefined) return skip('this store does not outlive its process')
        const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
        await store.append(STREAM, NO_STREAM, [target, ...sealTexts(STREAM, [erasureOf(target.eventId)], target)])
        await store.erase(target.eventId)
        const again = await reopenedAfter(store, reopen)
        await again.erase(target.eventId)
        expect((await logOf(again))[0]).toMatchObject({ personal: undefined, personalSalt: undefined })
      })
    })

    askImports(openedStore)

    describe('closing', () => {
      test('what was accepted before is finished', async ({ skip }) => {
        const { store, reopen } = await opened()
        const streams = Array.from({ length: 50 }, (_, i) => `project-last-${i}`)
        const appends = streams.map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 1)))
        await store.close()
        expect(await Promise.all(appends)).toHaveLength(streams.length)
        if (reopen === undefined) return skip('this store does not outlive its process')
        const again = await reopenedAfter(store, reopen)
        expect(await logOf(again)).toHaveLength(streams.length)
      })

      test('a closed store says so, and may be closed again', async () => {
        const store = await openedStore()
        await appendMany(store)
        const halfRead = store.readLog()[Symbol.asyncIterator]()
        await halfRead.next()
        await Promise.all([store.close(), store.close()])
        await store.close()
        await expectFault(store.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_CLOSED')
        await expectFault(store.head(), 'STORE_CLOSED')
        await expectFault(store.erase('00000000-0000-4000-8000-000000000000'), 'STORE_CLOSED')
        await expectFault(store.waitBeyond(0n, new AbortController().signal), 'STORE_CLOSED')
        await expectFault(logOf(store), 'STORE_CLOSED')
        await expectFault(factsOf(store), 'STORE_CLOSED')
        await expectFault(streamOf(store, STREAM), 'STORE_CLOSED')
        await expectFault(halfRead.next(), 'STORE_CLOSED')
      })
    })

    describe('under load', () => {
      test('64 writers over 16 streams lose nothing, and a follower sees each event once and in order', async () => {
        const store = await openedStore()
        const writers = 64
        const eventsEach = 15
        const total = writers * eventsEach
        await store.append(STREAM, NO_STREAM, sealRun(STREAM, 3))

        const following = follow(store, total + 3)
        const streams = Array.from({ length: 16 }, (_, i) => `project-load-${i}`)
        const writing = Array.from({ length: writers }, (_, i) => {
          const stream = streams[i % streams.length] as string
          return appendContending(store, { stream, writer: `writer-${i}`, count: eventsEach })
        })
        await Promise.all(writing)

        const log = await logOf(store)
        expect(log).toHaveLength(total + 3)
        expect(new Set(idsOf(log)).size).toBe(log.length)
        expectIncreasing(log)
        for (const stream of streams) {
          const events = await streamOf(store, stream)
          expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => i))
          expect(events).toHaveLength(total / streams.length)
        }
        expect(await within(10_000, following)).toEqual(idsOf(log))
      })
    })
  })
}

async function appendMany(store: EventStore): Promise<readonly SealedEvent[]> {
  const events = sealRun(STREAM, MANY_EVENTS)
  for (let i = 0; i < events.length; i += APPEND_EVENTS)
    await store.append(STREAM, i - 1, events.slice(i, i + APPEND_EVENTS))
  return events
}

async function reopenedAfter(store: EventStore, reopen: () => Promise<EventStore>): Promise<EventStore> {
  await store.close()
  const again = await reopen()
  onTestFinished(() => again.close())
  return again
}

async function eventsOf<Event>(pages: AsyncIterable<readonly Event[]>): Promise<readonly Event[]> {
  const events: Event[] = []
  for await (const page of pages) events.push(...page)
  return events
}

const streamOf = (store: EventStore, stream: string) => eventsOf(store.readStream(stream))
const whatIsSigned = ({ position, eventId, stream, revision, leaf, leafHash }: LoggedLeaf) => ({
  position,
  eventId,
  stream,
  revision,
  leaf,
  leafHash,
})

const factsOf = (store: EventStore) => eventsOf(store.readFacts())

function expectIncreasing(events: readonly StoredEvent[]): void {
  for (const [i, { position }] of events.entries()) {
    expect(position).toBeTypeOf('bigint')
    if (i > 0) expect(position).toBeGreaterThan(events[i - 1]?.position as bigint)
  }
}

async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`nothing happened for ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
