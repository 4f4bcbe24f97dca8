import { describe, expect, onTestFinished, test } from 'vitest'
import type { EventStore } from '../ports/event-store.ts'
import { bounded, LEDGER, openedAt, scene, sleep } from '../testing/esdb/scene.ts'
import { notReady } from '../testing/esdb/wire-messages.ts'
import { eventStoreDb } from './eventstoredb.ts'

const FOR_EVER = { times: 1_000 }

describe('a subscription', () => {
  const TOTAL = 40

  test.each([
    ['is dropped again and again', 1, false],
    ['never says that it caught up', 0, false],
    ['says twice that it caught up, and sends each event twice', 2, true],
  ])('%s: a follower sees each event once and in order', async (_, caughtUpTimes, sendsTwice) => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    Object.assign(server.faults, { caughtUpTimes, sendsTwice })
    const follower = await openedAt(server.url(LEDGER))
    const following = follow(follower, TOTAL)
    const ids: string[] = []
    for (let i = 0; i < TOTAL; i++) {
      ids.push((await append()).eventId)
      if (i % 5 === 0) server.dropSubscriptions()
    }
    expect(await bounded(following)).toEqual(ids)
    await assertWhole()
  })

  test('that fell silent is not needed', async () => {
    const { server, store, append } = await scene()
    const { position } = await append()
    const follower = await openedAt(server.url(LEDGER))
    server.faults.fail('subscribe', notReady, FOR_EVER)
    const woken = follower.waitBeyond(position, new AbortController().signal)
    await sleep(50)
    await append()
    await bounded(woken)
    expect(await follower.head()).toBe(await store.head())
  })

  test('is one for all who wait, and given back with the store', async () => {
    const { server } = await scene()
    const follower = await eventStoreDb(server.url(LEDGER))
    const { signal } = new AbortController()
    const waits = Array.from({ length: 20 }, () => follower.waitBeyond(0n, signal))
    while (server.subscriptions === 0) await sleep(5)
    expect(server.subscriptions).toBe(1)
    await follower.close()
    await bounded(Promise.all(waits))
    while (server.subscriptions > 0) await sleep(5)
  })
})

describe('a read that a server ended before its time', () => {
  test('hides no event from those who read on', async () => {
    const { server, append } = await scene()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await append()).eventId)
    const follower = await openedAt(server.url(LEDGER))
    server.faults.endsAfter = [2]
    const first = await Array.fromAsync(follower.readFacts())
    expect(first.flat()).toHaveLength(2)
    const after = first.flat().at(-1)?.position ?? 0n
    expect((await Array.fromAsync(follower.readFacts({ after }))).flat()).toHaveLength(3)
    expect(await bounded(follow(follower, 5))).toEqual(ids)
  })

  test('hides no event from the next who ask where the ledger ends', async () => {
    const { server, append } = await scene()
    const { position } = await append()
    const follower = await openedAt(server.url(LEDGER))
    for (const _again of [1, 2]) expect(await follower.head()).toBe(position)
    const next = await append()
    server.faults.endsAfter = [0]
    expect(await follower.head()).toBe(position)
    expect(await follower.head()).toBe(next.position)
    expect((await Array.fromAsync(follower.readLeaves({ after: position }))).flat()).toHaveLength(1)
  })
})

async function follow(store: EventStore, count: number): Promise<readonly string[]> {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const seen: string[] = []
  let after = 0n
  while (seen.length < count && !abort.signal.aborted) {
    for await (const page of store.readFacts({ after, signal: abort.signal })) {
      seen.push(...page.map(({ eventId }) => eventId))
      after = page.at(-1)?.position ?? after
    }
    if (seen.length < count) await store.waitBeyond(after, abort.signal)
  }
  return seen
}
