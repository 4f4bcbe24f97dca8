import { describe, expect, test } from 'vitest'
import { bounded, LEDGER, logOf, openedAt, STREAM, scene, streamOf } from '../testing/esdb/scene.ts'
import { dropped } from '../testing/esdb/wire-messages.ts'

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
