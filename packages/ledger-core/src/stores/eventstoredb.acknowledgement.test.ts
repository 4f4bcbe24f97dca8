import { describe, expect, test } from 'vitest'
import { bounded, LEDGER, logOf, openedAt, STREAM, scene, sleep, streamOf } from '../testing/esdb/scene.ts'
import { dropped } from '../testing/esdb/wire-messages.ts'
import type { EsdbWireStandIn } from '../testing/esdb/wire-stand-in.ts'

const FOR_EVER = { times: 1_000 }

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

describe('what is written, and not replicated yet', () => {
  test('a conflict is told when it can be seen what took the place, and not before', async () => {
    const { server, store, next } = await scene({ timeoutMs: 20_000 })
    const other = await openedAt(server.url(LEDGER), { timeoutMs: 20_000 })
    server.log.hold()
    const winning = other.append(STREAM, -1, [next({ writer: 'other' })])
    await calledSince(server, 'append!', 0, 1)
    const reads = server.calls.length
    let isTold = false
    const losing = store.append(STREAM, -1, [next()]).catch((error: unknown) => {
      isTold = true
      return error
    })
    await calledSince(server, 'read!', reads, 6)
    expect(isTold).toBe(false)
    server.log.index()
    expect(await bounded(winning)).toHaveLength(1)
    expect(await bounded(losing)).toMatchObject({ code: 'REVISION_CONFLICT', actual: 0 })
    expect(await logOf(store)).toHaveLength(1)
  })

  test('for too long: it is not known who has the place', async () => {
    const { server, store, next } = await scene()
    const other = await openedAt(server.url(LEDGER), { timeoutMs: 60_000 })
    server.log.hold()
    const winning = other.append(STREAM, -1, [next({ writer: 'other' })])
    await calledSince(server, 'append!', 0, 1)
    const ours = next({ personal: '{"/actor/name":"Example Person (invented)"}' })
    await expect(bounded(store.append(STREAM, -1, [ours]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    server.log.index()
    await bounded(winning)
    await expect(store.append(STREAM, -1, [ours])).rejects.toMatchObject({ code: 'REVISION_CONFLICT', actual: 0 })
    expect(await logOf(store)).toHaveLength(1)
  })

  test('our own: sent again until it is, and there once', async () => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 5_000 })
    await append()
    server.log.hold()
    const calls = server.calls.length
    const appending = append({ personal: '{"/actor/name":"Example Person (invented)"}' })
    await calledSince(server, 'append!', calls, 2)
    server.log.index()
    expect((await bounded(appending)).personal).toContain('Example Person')
    await assertWhole()
  })
})

/** Waits until a call came `times` times after so many calls of any kind. */
async function calledSince(server: EsdbWireStandIn, call: string, since: number, times: number): Promise<void> {
  while (server.calls.slice(since).filter((each) => each === call).length < times) await sleep(5)
}
