import { describe, expect, test } from 'vitest'
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
} from '../testing/esdb/scene.ts'
import { NODE } from '../testing/esdb/wire-cluster.ts'
import { WireLog } from '../testing/esdb/wire-log.ts'
import { noLeader } from '../testing/esdb/wire-messages.ts'
import type { EsdbWireStandIn } from '../testing/esdb/wire-stand-in.ts'
import { sealRun } from '../testing/sealed-events.ts'
import { eventStoreDb } from './eventstoredb.ts'

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

describe('a cluster', () => {
  const urlOf = (...nodes: readonly EsdbWireStandIn[]) =>
    `esdb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join()}?ledger=${LEDGER}&tls=false`

  async function threeNodes() {
    const log = new WireLog()
    const nodes = [await standIn({ log }), await standIn({ log }), await standIn({ log })] as const
    const [leader, ...followers] = nodes
    for (const follower of followers) follower.followLeader(leader)
    for (const node of nodes) node.cluster.splice(0, 1, ...nodes)
    expectNothingUnhandled(...nodes)
    return nodes
  }

  test('is asked for its leader, by whatever node answers, and by one name for all', async () => {
    const [leader, second, third] = await threeNodes()
    const byName = `esdb+discover://127.0.0.1:${third.port}?ledger=${LEDGER}&tls=false`
    for (const [i, url] of [urlOf(second, third), byName].entries()) {
      const store = await openedAt(url, { timeoutMs: 20_000 })
      const { next } = await scene({}, leader)
      const event = next({}, `project-${i}`)
      await store.append(event.stream, -1, [event])
    }
    expect([second, third].flatMap(({ calls }) => calls).filter((call) => call !== 'gossip')).toEqual([])
  })

  test('whose gossip names dead nodes, and such that catch up, is used where it leads', async () => {
    const [dead, behind, leader] = await threeNodes()
    dead.saidToBe = { state: NODE.leader, isAlive: false }
    behind.saidToBe = { state: NODE.catchingUp }
    leader.lead()
    dead.kill()
    const store = await openedAt(urlOf(dead, behind, leader), { timeoutMs: 20_000 })
    const { next } = await scene({}, leader)
    const event = next()
    await store.append(STREAM, -1, [event])
    expect(behind.calls.filter((call) => call !== 'gossip')).toEqual([])
    expect(await logOf(store)).toMatchObject([event])
  })

  test('that lost its leader is waited for, while it still names the one that is gone', async () => {
    const [gone, next] = await threeNodes()
    const store = await openedAt(urlOf(gone, next), { timeoutMs: 30_000 })
    const events = sealRun(STREAM, 3)
    await store.append(STREAM, -1, events.slice(0, 1))
    gone.kill()
    const appending = store.append(STREAM, 0, events.slice(1, 2))
    const reading = logOf(store)
    const gossips = next.calls.length
    while (next.calls.length < gossips + 3) await sleep(5)
    // Gossip knows by now; the one that is left still follows, and names the one that is gone.
    gone.saidToBe = { isAlive: false }
    const refused = () => next.calls.filter((call) => call.endsWith('!')).length
    while (refused() < 2) await sleep(5)
    next.lead()
    await bounded(appending, 40_000)
    // Whether the read came before the append or behind it.
    expect((await bounded(reading, 40_000)).slice(0, 1)).toMatchObject(events.slice(0, 1))
    await store.append(STREAM, 1, events.slice(2))
    expect(await logOf(store)).toMatchObject(events)
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
