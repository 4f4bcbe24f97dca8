import { describe, expect, test } from 'vitest'
import { STREAM_START } from '../evidence/seal.ts'
import { type EventStore, MAX_PAGE_EVENTS, NO_STREAM, type SealedEvent } from '../ports/event-store.ts'
import { conflictOf, expectFault, follow, idsOf, logOf } from './asked-of-store.ts'
import { EXACT_TEXTS } from './exact-texts.ts'
import { erasureOf, sealRun, sealText, sealTexts } from './sealed-events.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const THIRD = 'project-JX-2023-003'
const PERSONAL = '{"/actor/name":"Example Person (invented)"}'

type Importing = EventStore & Required<Pick<EventStore, 'importPage'>>

const imports = (store: EventStore): store is Importing => store.importPage !== undefined

/** Every MUST of `importPage`, asked of a store that has it; the others say that they do not. */
export function askImports(openedStore: () => Promise<EventStore>): void {
  describe('importing a page', () => {
    const asks = (what: string, ask: (store: Importing) => Promise<void>) =>
      test(what, async ({ skip }) => {
        const store = await openedStore()
        if (!imports(store)) return skip('this store has no importPage')
        await ask(store)
      })

    for (const [what, text] of EXACT_TEXTS)
      asks(`bytes come back exactly as they went in: ${what}`, async (store) => {
        const events = sealTexts(STREAM, [{ data: text, personal: text }, { data: text }])
        await store.importPage(events)
        const log = await logOf(store)
        expect(log).toStrictEqual(events.map((event, i) => ({ ...event, position: log[i]?.position })))
      })

    asks('many streams stand in the order of the page, behind what is there, and a follower sees it', async (store) => {
      await store.append(STREAM, NO_STREAM, sealRun(STREAM, 2))
      const page = interleaved([sealRun(STREAM, 5).slice(2), sealRun(OTHER, 4), sealRun(THIRD, 1)])
      const following = follow(store, 2 + page.length)
      await store.importPage(page)
      const log = await logOf(store)
      expect(log.slice(2)).toStrictEqual(page.map((event, i) => ({ ...event, position: log[i + 2]?.position })))
      expect(await following).toEqual(idsOf(log))
      expect(log.every(({ position }, i) => i === 0 || position > (log[i - 1]?.position ?? 0n))).toBe(true)
      expect(await store.head()).toBe(log.at(-1)?.position)
      await store.append(OTHER, 3, sealRun(OTHER, 5).slice(4))
    })

    asks('as many events as a page may hold, and not one more', async (store) => {
      const events = sealRun(STREAM, MAX_PAGE_EVENTS + 1)
      await expectFault(store.importPage(events), 'APPEND_INVALID')
      expect(await store.head()).toBe(0n)
      await store.importPage(events.slice(0, -1))
      await store.importPage(events.slice(-1))
      expect(idsOf(await logOf(store))).toEqual(idsOf(events))
    })

    asks('what no append may hold is refused: nothing, gaps, texts that some engine loses', async (store) => {
      const [first, second, third] = sealRun(STREAM, 3) as [SealedEvent, SealedEvent, SealedEvent]
      const mute = sealText(STREAM, first, { type: 'PersonalDataErased', data: '{' })
      await expectFault(store.importPage([]), 'APPEND_INVALID')
      const pages = [
        [first, third],
        [second, first],
        [first, first],
        [{ ...first, revision: -1 }],
        [{ ...first, revision: 0.5 }],
        [first, mute],
        [sealText(STREAM, STREAM_START, { data: '{"a":"\0"}' })],
        [sealText(STREAM, STREAM_START, { personal: '{"a":"\ud800"}' })],
      ]
      for (const page of pages) await expectFault(store.importPage([...sealRun(OTHER, 1), ...page]), 'APPEND_INVALID')
      expect(await store.head()).toBe(0n)
    })

    asks('an event id is used once in the whole log; a page that uses one again leaves nothing', async (store) => {
      const [stored] = await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
      const [copy] = sealRun(OTHER, 1) as [SealedEvent]
      const ofTheLog = { ...copy, eventId: stored?.eventId ?? '' }
      const ofThePage = { ...copy, stream: THIRD }
      for (const page of [
        [...sealRun(THIRD, 3), ofTheLog],
        [copy, ofThePage],
      ])
        await expectFault(store.importPage(page), 'APPEND_INVALID')
      expect(await logOf(store)).toStrictEqual([stored])
    })

    asks('a conflict names the first stream that is elsewhere, and leaves nothing', async (store) => {
      const stored = await store.append(STREAM, NO_STREAM, sealRun(STREAM, 3))
      const late = [...sealRun(OTHER, 2), ...sealRun(STREAM, 2, stored[0], 'late'), ...sealRun(THIRD, 5).slice(4)]
      expect(await conflictOf(store.importPage(late))).toEqual({ stream: STREAM, expected: 0, actual: 2 })
      const early = [...sealRun(OTHER, 2), ...sealRun(THIRD, 5).slice(4), ...sealRun(STREAM, 1)]
      expect(await conflictOf(store.importPage(early))).toEqual({ stream: THIRD, expected: 3, actual: NO_STREAM })
      expect(await logOf(store)).toStrictEqual(stored)
    })

    asks('the same page again changes nothing, also when its streams went on', async (store) => {
      const page = interleaved([sealRun(STREAM, 3), sealRun(OTHER, 3)])
      await store.importPage(page)
      await store.importPage(page)
      await store.append(STREAM, 2, sealRun(STREAM, 4).slice(3))
      const log = await logOf(store)
      await Promise.all([store.importPage(page), store.importPage(page.slice(2)), store.importPage(page.slice(0, 3))])
      expect(await logOf(store)).toStrictEqual(log)
    })

    asks('a page of which only a part is stored is a conflict', async (store) => {
      const page = interleaved([sealRun(STREAM, 3), sealRun(OTHER, 3)])
      await store.importPage(page.slice(0, 3))
      expect(await conflictOf(store.importPage(page))).toEqual({ stream: STREAM, expected: -1, actual: 1 })
      await store.importPage(page.slice(3))
      expect(idsOf(await logOf(store))).toEqual(idsOf(page))
    })

    asks('what was erased comes without its part, and stays so', async (store) => {
      const [target] = sealTexts(STREAM, [{ personal: PERSONAL }]) as [SealedEvent]
      const bare = { ...target, personal: undefined, personalSalt: undefined }
      await store.importPage([bare, ...erasureOf(target.eventId, target)])
      await store.importPage([target, ...erasureOf(target.eventId, target)])
      expect((await logOf(store))[0]).toStrictEqual({ ...bare, position: (await logOf(store))[0]?.position })
      await store.erase(target.eventId)
      expect(await store.finishErasures()).toBe(0)
    })

    asks('an erasure takes away what lies before it in its stream, in this page or an earlier one', async (store) => {
      const targets = sealTexts(STREAM, [{ personal: PERSONAL }, { personal: PERSONAL }, { personal: PERSONAL }])
      const [first, second, third] = targets as [SealedEvent, SealedEvent, SealedEvent]
      const [ofFirst] = erasureOf(first.eventId, third)
      await store.importPage([first])
      await store.importPage([second, third, ofFirst, ...erasureOf(second.eventId, ofFirst)])
      const parts = (await logOf(store)).map(({ personal, personalSalt }) => [personal, personalSalt?.length])
      expect(parts).toEqual([
        [undefined, undefined],
        [undefined, undefined],
        [PERSONAL, 32],
        [undefined, undefined],
        [undefined, undefined],
      ])
      expect(await store.finishErasures()).toBe(0)
    })

    asks('an erasure that names another stream or a later event takes nothing away', async (store) => {
      const [elsewhere] = sealTexts(OTHER, [{ personal: PERSONAL }]) as [SealedEvent]
      const [ofOther] = sealTexts(STREAM, [erasing(elsewhere.eventId)]) as [SealedEvent]
      const later = sealRun(STREAM, 3).at(2)?.eventId ?? ''
      const ofLater = sealTexts(STREAM, [erasing(later), { personal: PERSONAL }], ofOther)
      await store.importPage([elsewhere, ofOther, ...ofLater])
      expect(await store.finishErasures()).toBe(0)
      const kept = (await logOf(store)).filter(({ personal }) => personal !== undefined)
      expect(idsOf(kept)).toEqual([elsewhere.eventId, later])
    })

    asks('appends of the same moment stand beside pages, in one order that everybody sees', async (store) => {
      const pages = Array.from({ length: 8 }, (_, i) =>
        interleaved([sealRun(`project-page-${i}`, 20), sealRun(`project-leaf-${i}`, 20)]),
      )
      const streams = Array.from({ length: 40 }, (_, i) => `project-neighbour-${i}`)
      const total = 8 * 40 + 40 * 2
      const following = follow(store, total)
      await Promise.all([
        ...pages.map((page) => store.importPage(page)),
        ...streams.map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 2))),
      ])
      const ids = idsOf(await logOf(store))
      expect(new Set(ids).size).toBe(total)
      expect(await following).toEqual(ids)
      for (const page of pages) {
        const start = ids.indexOf(page[0]?.eventId ?? '')
        expect(ids.slice(start, start + page.length)).toEqual(idsOf(page))
      }
    })

    asks('a page that was accepted before is finished when the store closes; then none is', async (store) => {
      const asked = store.importPage(sealRun(STREAM, 100))
      await store.close()
      await asked
      await expectFault(store.importPage(sealRun(OTHER, 1)), 'STORE_CLOSED')
    })
  })
}

/** Runs of several streams as one log: an event of each in turn. */
function interleaved(runs: readonly (readonly SealedEvent[])[]): readonly SealedEvent[] {
  const longest = Math.max(...runs.map((run) => run.length))
  return Array.from({ length: longest }, (_, i) => runs.flatMap((run) => run.slice(i, i + 1))).flat()
}

const erasing = (target: string) => ({ type: 'PersonalDataErased', data: JSON.stringify({ target }) })
