import { describe, expect, onTestFinished, test } from 'vitest'
import type { EventStore } from '../ports/event-store.ts'
import { appendContending } from '../testing/contending-writer.ts'
import {
  bounded,
  expectNothingUnhandled,
  LEDGER,
  logOf,
  openedAt,
  STREAM,
  scene,
  sleep,
  standIn,
  streamOf,
  TIMEOUT_MS,
} from '../testing/esdb/scene.ts'
import { dropped, noLeader, notReady, timedOut, tooBusy } from '../testing/esdb/wire-messages.ts'
import { eventStoreDb } from './eventstoredb.ts'

const FOR_EVER = { times: 1_000 }

describe('a server that is not there', () => {
  test('for a moment is waited for, by appends and by reads', async () => {
    const { server, store, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    await append()
    server.kill()
    const appending = append()
    const reading = logOf(store)
    await sleep(300)
    await server.restart()
    await bounded(Promise.all([appending, reading]))
    await assertWhole()
  })

  test('is said to be out of reach, and nothing was appended', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    server.kill()
    await expect(bounded(append())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(bounded(logOf(store))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await server.restart()
    await append()
    await assertWhole()
  })

  test('wakes those who wait, so that they read and are told', async () => {
    const { server, store, append } = await scene()
    const { position } = await append()
    const woken = store.waitBeyond(position, new AbortController().signal)
    server.kill()
    await bounded(woken)
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('killed in the middle of many appends has lost none that it acknowledged', async () => {
    const { server, store } = await scene({ timeoutMs: 20_000 })
    const acknowledged: string[] = []
    const writing = Array.from({ length: 6 }, (_, i) =>
      appendContending(store, {
        stream: `project-${i % 3}`,
        writer: `writer-${i}`,
        count: 40,
        onStored: ({ eventId }) => acknowledged.push(eventId),
      }),
    )
    for (let kills = 0; kills < 3; kills++) {
      await sleep(60)
      server.kill()
      await sleep(60)
      await server.restart()
    }
    await bounded(Promise.all(writing), 60_000)
    const ids = (await logOf(store)).map(({ eventId }) => eventId)
    expect(ids).toHaveLength(240)
    expect(new Set(ids)).toEqual(new Set(acknowledged))
  })
})

describe('a server that says no for now', () => {
  test.each([
    ['busy', tooBusy],
    ['not ready', notReady],
  ])('%s: is asked again', async (_, error) => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('append', error, { times: 3 })
    server.faults.fail('read', error, { times: 2 })
    await bounded(append())
    expect(server.calls.filter((call) => call === 'append!')).toHaveLength(4)
    await assertWhole()
  })

  test('busy for too long: nothing was appended, and the fault says so', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    server.faults.fail('append', tooBusy, FOR_EVER)
    await expect(bounded(append())).rejects.toMatchObject({ code: 'STORE_BUSY' })
    expect(await logOf(store)).toHaveLength(1)
    await assertWhole()
  })

  test('its own timeout leaves open what happened: the same is sent again', async () => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('append', timedOut, { moment: 'after' })
    await bounded(append())
    await assertWhole()
  })
})

describe('a node that does not lead', () => {
  test('says who does, and is left for that one, each time that it changes', async () => {
    const first = await standIn()
    const second = await standIn({ log: first.log })
    first.followLeader(second)
    const { append, assertWhole } = await scene({ timeoutMs: 5_000 }, first)
    await append()
    expect(second.calls).toContain('append!')
    first.lead()
    second.followLeader(first)
    await append()
    expect(first.calls).toContain('append!')
    await assertWhole()
    expectNothingUnhandled(second)
  })
})

test('a node that knows of no leader is left for another search', async () => {
  const { server, append, assertWhole } = await scene({ timeoutMs: 5_000 })
  server.faults.fail('append', noLeader, { times: 2 })
  await bounded(append())
  await assertWhole()
})

describe('a slow server', () => {
  test('is waited for', async () => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    server.faults.delayMs = 200
    await bounded(append())
    await assertWhole()
  })

  test('slower than may be waited: unknown, and what was stored is given by the same append again', async () => {
    const { server, store, append, next } = await scene()
    const first = await append()
    const event = next({ personal: '{"/actor/name":"Example Person (invented)"}' })
    server.faults.delayMs = 2 * TIMEOUT_MS
    await expect(bounded(store.append(STREAM, 0, [event]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    server.faults.delayMs = 0
    await sleep(3 * TIMEOUT_MS)
    const stored = await bounded(store.append(STREAM, 0, [event]))
    expect(stored).toMatchObject([event])
    expect(await logOf(store)).toStrictEqual([first, ...stored])
  })

  test('frozen, and then not any more: nothing is there twice', async () => {
    const { server, store, append, next, assertWhole } = await scene()
    await append()
    server.faults.freeze()
    await expect(bounded(store.append(STREAM, 0, [next()]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    await expect(bounded(streamOf(store))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    server.faults.thaw()
    await append()
    await assertWhole()
  })

  test('a read of a frozen server is left at once by an abort, and closing does not wait for it', async () => {
    const { server, store, append } = await scene({ timeoutMs: 60_000 })
    await append()
    server.faults.freeze()
    const abort = new AbortController()
    const reads = [store.readLog({ signal: abort.signal }), store.readStream(STREAM, { signal: abort.signal })]
    const ended = Promise.all(reads.map((pages) => Array.fromAsync(pages as AsyncIterable<unknown>)))
    await sleep(50)
    abort.abort()
    expect(await bounded(ended)).toEqual([[], []])
    const left = expect(store.head()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await bounded(store.close())
    await left
  })
})

describe('an acknowledgement that is lost', () => {
  test('once: the same is sent again, and answered with what was stored', async () => {
    const { server, append, store, assertWhole } = await scene()
    server.faults.fail('append', dropped, { moment: 'after' })
    const stored = await bounded(append({ personal: '{"/actor/name":"Example Person (invented)"}' }))
    expect(stored.personal).toContain('Example Person')
    expect(await logOf(store)).toHaveLength(1)
    await assertWhole()
  })

  test('each time: unknown, then what was stored', async () => {
    const { server, store, append, next, assertWhole } = await scene()
    server.faults.fail('append', dropped, { moment: 'after', times: 1_000 })
    const event = next()
    await expect(bounded(store.append(STREAM, -1, [event]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    expect(await streamOf(store)).toMatchObject([event])
    server.faults.reset()
    await append()
    await assertWhole()
  })

  test('and the place was taken by another writer: a conflict, and nothing of ours', async () => {
    const { server, store, next } = await scene()
    const other = await openedAt(server.url(LEDGER))
    server.faults.fail('append', dropped, { moment: 'before' })
    const theirs = next({ writer: 'other' })
    const ours = store.append(STREAM, -1, [next()])
    const [won, lost] = await bounded(Promise.allSettled([other.append(STREAM, -1, [theirs]), ours]))
    expect([won.status, lost.status].sort()).toEqual(['fulfilled', 'rejected'])
    const failed = won.status === 'rejected' ? won : lost
    expect(failed).toMatchObject({ reason: { code: 'REVISION_CONFLICT', actual: 0 } })
    expect(await logOf(store)).toHaveLength(1)
  })

  test('what was read back does not come: unknown, and the same append again gives it', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    const second = append.bind(undefined, {}, 'project-2')
    await second()
    server.faults.fail('read', dropped, FOR_EVER)
    await expect(bounded(second())).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    server.faults.reset()
    await second()
    expect(await logOf(store)).toHaveLength(3)
    await assertWhole()
  })
})

describe('a subscription', () => {
  const TOTAL = 40

  test.each([
    ['is dropped again and again', 1, false],
    ['never says that it caught up', 0, false],
    ['says twice that it caught up, and sends events again when it resumes', 2, true],
  ])('%s: a follower sees each event once and in order', async (_, caughtUpTimes, repeatsOnResume) => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    Object.assign(server.faults, { caughtUpTimes, repeatsOnResume })
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

describe('a cluster that nobody finds', () => {
  test('is found when it is there again, by the store that was opened before', async () => {
    const first = await standIn()
    const second = await standIn({ log: first.log })
    first.cluster.push(second)
    second.cluster.push(first)
    second.followLeader(first)
    expectNothingUnhandled(first, second)
    const url = `esdb://127.0.0.1:${first.port},127.0.0.1:${second.port}?ledger=${LEDGER}&tls=false&maxDiscoverAttempts=1&gossipTimeout=1`
    const store = await openedAt(url)
    const { next } = await scene({}, first)
    const event = next()
    await store.append(STREAM, -1, [event])
    first.kill()
    second.kill()
    for (const _again of [1, 2])
      await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(bounded(eventStoreDb(url, { timeoutMs: 300 }))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await Promise.all([first.restart(), second.restart()])
    expect(await bounded(logOf(store))).toMatchObject([event])
    await bounded(store.append('project-2', -1, [next({}, 'project-2')]))
    expect(await logOf(store)).toHaveLength(2)
  })
})

describe('another server behind the same address', () => {
  test('an older copy is not appended to, until the one that holds what was acknowledged is back', async () => {
    const { server, store, append } = await scene({ timeoutMs: 5_000 })
    const kept = await append()
    await append()
    const whole = [...server.log.events]
    server.log.rollBackTo(kept.position)
    server.kill()
    await server.restart()
    await expect(bounded(append({}, 'project-2'))).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
    await expect(bounded(append({}, 'project-2'))).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
    expect(await logOf(store)).toHaveLength(1)
    server.log.replaceBy(whole)
    server.kill()
    await server.restart()
    await append({}, 'project-2')
    expect(await logOf(store)).toHaveLength(3)
  })

  test('is checked by whoever asked to, before anything is appended', async () => {
    const { server, store, append, assertWhole } = await scene({ timeoutMs: 5_000 })
    await append()
    let verdict: Error | undefined = new Error('it is another one')
    const checked: bigint[] = []
    store.onReconnect?.(async () => {
      checked.push(await store.head())
      if (verdict !== undefined) throw verdict
    })
    await append()
    expect(checked).toEqual([])
    server.kill()
    await server.restart()
    await expect(bounded(append())).rejects.toThrow('it is another one')
    expect(await logOf(store)).toHaveLength(2)
    verdict = undefined
    await append()
    await append()
    expect(checked).toHaveLength(2)
    await assertWhole()
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
