import { describe, expect, test } from 'vitest'
import {
  foreignEvent,
  LEDGER,
  logOf,
  openedAt,
  STREAM,
  scene,
  sleep,
  standIn,
  streamOf,
  writeForeign,
} from '../testing/esdb/scene.ts'
import { WireLog } from '../testing/esdb/wire-log.ts'
import { sealRun } from '../testing/sealed-events.ts'
import { memoryVault } from './eventstoredb.ts'

const NAME = `${LEDGER}.${STREAM}`

describe('a server that is shared', () => {
  test('what others write is not in the log, and the prefix is not in the leaf', async () => {
    const { server, store, append, assertWhole } = await scene()
    const other = await openedAt(server.url('jx2'), { vault: memoryVault() })
    await append()
    await other.append(STREAM, -1, sealRun(STREAM, 3))
    for (const stream of ['jxa', 'jx', `x${NAME}`, '$ce-jx.project']) writeForeign(server, stream, foreignEvent())
    await append()
    server.log.writeSystemEvent()
    await assertWhole()
    expect(await streamOf(store)).toHaveLength(2)
    expect(await logOf(other)).toHaveLength(3)
    expect((await logOf(store)).every(({ stream, leaf }) => stream === STREAM && !leaf.includes(LEDGER))).toBe(true)
    expect(server.log.events.some(({ stream }) => stream === NAME)).toBe(true)
  })

  test('the head is that of the ledger, not of the server', async () => {
    const { server, store, append } = await scene()
    expect(await store.head()).toBe(0n)
    writeForeign(server, 'other', foreignEvent())
    expect(await store.head()).toBe(0n)
    const { position } = await append()
    writeForeign(server, 'other', foreignEvent())
    expect(await store.head()).toBe(position)
    expect(position).toBeLessThan(server.log.end)
  })

  test('a server that shows no event at all yet is an empty ledger', async () => {
    const { store, append, assertWhole } = await scene({}, await standIn({ log: new WireLog({ isBare: true }) }))
    expect(await store.head()).toBe(0n)
    expect(await logOf(store)).toEqual([])
    expect(await store.finishErasures()).toBe(0)
    await append()
    await append()
    await assertWhole()
  })

  test('a stream that only a server takes for one of the ledger is not in it, and wakes nobody again and again', async () => {
    const { server, store, append, assertWhole } = await scene()
    const alike = `j\u00adx.${STREAM}`
    writeForeign(server, alike, foreignEvent())
    expect(await store.head()).toBe(0n)
    const { position } = await append()
    for (let i = 0; i < 300; i++) writeForeign(server, alike, { ...foreignEvent(), type: 'PersonalDataErased' })
    server.log.writeTransaction(alike, foreignEvent())
    server.log.deleteStream(alike)
    expect(await store.head()).toBe(position)
    expect(await store.finishErasures()).toBe(0)
    const abort = new AbortController()
    let isWoken = false
    const waiting = store.waitBeyond(position, abort.signal).then(() => {
      isWoken = true
    })
    while (server.subscriptions === 0) await sleep(5)
    const looks = server.calls.length
    writeForeign(server, `${alike}-2`, foreignEvent())
    while (server.calls.length < looks + 6) await sleep(5)
    expect(isWoken).toBe(false)
    abort.abort()
    await waiting
    await append()
    await assertWhole()
  })

  test('a long stretch of others is looked through twice, by heads and by reads, and then no more', async () => {
    const { server, store, append } = await scene()
    const { position } = await append()
    for (let i = 0; i < 3_000; i++) writeForeign(server, `other-${i % 10}`, foreignEvent())
    for (const _twice of [1, 2]) expect(await store.head()).toBe(position)
    const looked = server.log.looked
    for (let i = 0; i < 10; i++) {
      expect(await store.head()).toBe(position)
      expect(await Array.fromAsync(store.readLog({ after: position }))).toEqual([])
    }
    expect(server.log.looked - looked).toBeLessThan(100)
    const next = await append()
    expect(await Array.fromAsync(store.readLog({ after: position }))).toStrictEqual([[next]])
  })

  test('a server that looks through its log for longer than a call may take is waited for while it answers others', async () => {
    const server = await standIn()
    server.faults.scanMs = 1_500
    const { store, append, assertWhole } = await scene({ timeoutMs: 1_000 }, server)
    expect(await store.head()).toBe(0n)
    const { position } = await append()
    await append()
    expect(await store.finishErasures()).toBe(0)
    expect((await Array.fromAsync(store.readLeaves({ after: position }))).flat()).toHaveLength(1)
    await assertWhole()
  })

  test('what it found until a call is late is taken, and the rest is read on from there', async () => {
    const { server, append, store } = await scene()
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push((await append()).eventId)
    const reader = await openedAt(server.url(LEDGER), { timeoutMs: 1_000 })
    server.faults.gapMs = 700
    const pages = await Array.fromAsync(reader.readLeaves())
    expect(pages.flat().map(({ eventId }) => eventId)).toEqual(ids)
    expect(pages.length).toBeGreaterThan(1)
    server.faults.gapMs = 0
    expect(await reader.head()).toBe(await store.head())
  })

  test('a position that nobody gave is refused, and one behind the end is the end', async () => {
    const { store, append } = await scene()
    const { position } = await append()
    await append()
    await expect(Array.fromAsync(store.readLog({ after: position + 1n }))).rejects.toMatchObject({
      code: 'POSITION_INVALID',
    })
    expect(await Array.fromAsync(store.readLog({ after: 8_000_000_000_000_000_000n }))).toEqual([])
  })
})
