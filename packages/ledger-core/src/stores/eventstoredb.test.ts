import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { freshLedger } from '../testing/esdb/real-server.ts'
import {
  foreignEvent,
  LEDGER,
  logOf,
  openedAt,
  STREAM,
  scene,
  standIn,
  streamOf,
  writeForeign,
} from '../testing/esdb/scene.ts'
import { serverRules } from '../testing/esdb/server-rules.ts'
import { WireLog } from '../testing/esdb/wire-log.ts'
import { EsdbWireStandIn } from '../testing/esdb/wire-stand-in.ts'
import { sealRun, sealText } from '../testing/sealed-events.ts'
import { storeContract } from '../testing/store-contract.ts'
import { MAX_APPEND_BYTES } from './eventstoredb/log-writer.ts'
import { eventStoreDb, sqliteVault } from './eventstoredb.ts'

const NAME = `${LEDGER}.${STREAM}`

storeContract('EventStoreDB, on the wire stand-in,', async () => {
  const server = await EsdbWireStandIn.start()
  const folder = mkdtempSync(join(tmpdir(), 'ledger-esdb-'))
  const open = async () => eventStoreDb(server.url(LEDGER), { vault: await sqliteVault(join(folder, 'keys.db')) })
  return {
    store: await open(),
    reopen: open,
    cleanup: () => {
      server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the wire stand-in', async () => {
  const server = await EsdbWireStandIn.start()
  afterAll(() => server.stop())
  serverRules('it', (ledger) => server.url(ledger), freshLedger)
})

test('positions and revisions are exact behind what a number holds', async () => {
  const { server, store, append, assertWhole } = await scene(
    {},
    await standIn({ log: new WireLog({ startsAt: 2n ** 60n + 1n }) }),
  )
  const first = await append()
  const second = await append()
  expect(first.position).toBeGreaterThan(2n ** 60n)
  expect(second.position).toBe(server.log.end)
  expect(await store.head()).toBe(second.position)
  expect(await Array.fromAsync(store.readLog({ after: first.position }))).toStrictEqual([[second]])
  await assertWhole()
})

test('a server that says no positions in streams is refused, and no receipt is made of what it says', async () => {
  const { server, append } = await scene()
  await append()
  server.faults.hidesPositions = true
  await expect(append()).rejects.toMatchObject({ code: 'APPEND_UNKNOWN', cause: { code: 'STORE_FAILED' } })
})

describe('what no ledger wrote', () => {
  test.each([
    ['JSON', foreignEvent()],
    [
      'bytes that are no frame',
      { ...foreignEvent(), contentType: 'application/octet-stream', data: Uint8Array.of(1, 2, 3) },
    ],
    ['nothing', { ...foreignEvent(), data: new Uint8Array(0) }],
  ])('%s in a stream of the ledger is told by its place', async (_, proposal) => {
    const { server, store, append } = await scene()
    await append()
    writeForeign(server, NAME, proposal)
    const altered = { code: 'LEDGER_ALTERED', message: expect.stringContaining(`${NAME} at 1`) }
    for (const read of [store.readStream(STREAM), store.readLog(), store.readFacts(), store.readLeaves()])
      await expect(Array.fromAsync(read as AsyncIterable<unknown>)).rejects.toMatchObject(altered)
  })

  test('a transaction of old, whose commit is elsewhere than its prepare, is refused', async () => {
    const { server, store, append } = await scene()
    await append()
    server.log.writeTransaction(NAME, foreignEvent())
    await expect(logOf(store)).rejects.toMatchObject({ code: 'LEDGER_ALTERED' })
    await expect(streamOf(store)).rejects.toMatchObject({ code: 'LEDGER_ALTERED' })
  })

  test('a stream that was deleted is told as one, also by who reads the log', async () => {
    const { server, store, append } = await scene()
    await append()
    server.log.deleteStream(NAME)
    const altered = { code: 'LEDGER_ALTERED', message: expect.stringMatching(/deleted/) }
    const fresh = await openedAt(server.url(LEDGER))
    for (const reading of [store, fresh]) {
      await expect(streamOf(reading)).rejects.toMatchObject(altered)
      await expect(logOf(reading)).rejects.toMatchObject(altered)
    }
    await expect(append()).rejects.toMatchObject(altered)
  })

  test('an event that says something else than its leaf is not appended', async () => {
    const { store, next } = await scene()
    const event = next()
    for (const wrong of [
      { ...event, type: 'BidsOpened' },
      { ...event, recordedMs: 1 },
      { ...event, schemaVersion: 2 },
      { ...event, leafHash: new Uint8Array(32) },
      { ...event, leaf: '{}' },
    ])
      await expect(store.append(STREAM, -1, [wrong])).rejects.toMatchObject({ code: 'APPEND_INVALID' })
    expect(await store.head()).toBe(0n)
  })
})

describe('a stream that is set to lose events', () => {
  test.each([{ $maxAge: 60 }, { $maxCount: 100 }, { $tb: 0 }, { $tb: Number.MAX_SAFE_INTEGER }])(
    '%j: is not used',
    async (settings) => {
      const { server, store, append } = await scene()
      server.log.setMetadata(NAME, settings)
      const unsafe = { code: 'STORE_SETTINGS_UNSAFE', message: expect.stringContaining(Object.keys(settings)[0] ?? '') }
      await expect(append()).rejects.toMatchObject(unsafe)
      await expect(streamOf(store)).rejects.toMatchObject(unsafe)
      await expect(logOf(store)).rejects.toMatchObject(unsafe)
      await append({}, 'project-2')
      expect(await streamOf(store, 'project-2')).toHaveLength(1)
    },
  )

  test('also where it was set after the stream was in use: who reads the log finds it', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    server.log.setMetadata(NAME, { $maxCount: 1 })
    await expect(logOf(store)).rejects.toMatchObject({ code: 'STORE_SETTINGS_UNSAFE' })
    await expect(append()).rejects.toMatchObject({ code: 'STORE_SETTINGS_UNSAFE' })
    server.log.setMetadata(NAME, { $acl: { $r: 'auditors' } })
    await append()
    await assertWhole()
  })

  test('settings that lose nothing, or of other streams, are nobody’s business here', async () => {
    const { server, append, assertWhole } = await scene()
    server.log.setMetadata(NAME, { $acl: { $r: '$admins' }, $cacheControl: 5, note: 'kept' })
    server.log.setMetadata('other', { $maxCount: 1 })
    server.log.setMetadata(`jx2.${STREAM}`, { $maxCount: 1 })
    await append()
    await append()
    await assertWhole()
  })
})

describe('the size of an append', () => {
  const dataOf = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`

  test('the most that the server takes goes through', async () => {
    const { append, assertWhole } = await scene()
    await append({ data: dataOf(MAX_APPEND_BYTES - 2_000) })
    await assertWhole()
  })

  test('more is refused before it is sent, with all events of the append', async () => {
    const { server, store } = await scene()
    const events = [sealText(STREAM, { ...start, revision: -1 }, { data: dataOf(600_000) })]
    events.push(sealText(STREAM, { ...start, revision: 0 }, { data: dataOf(600_000) }))
    await expect(store.append(STREAM, -1, events)).rejects.toMatchObject({ code: 'APPEND_TOO_LARGE' })
    expect(server.calls).not.toContain('append!')
    expect(await store.head()).toBe(0n)
  })
})

describe('a store that only reads', () => {
  test('reads, and takes nothing', async () => {
    const { server, store, append } = await scene()
    const stored = await append()
    const reading = await openedAt(server.url(LEDGER), { readOnly: true })
    expect(await logOf(reading)).toStrictEqual([stored])
    const readOnly = { code: 'STORE_READ_ONLY' }
    await expect(reading.append(STREAM, 0, sealRun(STREAM, 1, stored))).rejects.toMatchObject(readOnly)
    await expect(reading.erase(stored.eventId)).rejects.toMatchObject(readOnly)
    expect(await reading.finishErasures()).toBe(0)
    expect(await logOf(store)).toHaveLength(1)
  })
})

test('two stores of one process do not disturb each other’s appends', async () => {
  const [one, two] = [await standIn(), await standIn()]
  const [left, right] = [await scene({}, one), await scene({}, two)]
  one.faults.fail('append', () => Object.assign(new Error('broken'), { code: 13, details: 'broken' }) as never)
  await Promise.all([left.append(), right.append()])
  await Promise.all([left.assertWhole(), right.assertWhole()])
})

test('more appends at once than a connection may have calls open wait for their turn, and none is lost', async () => {
  const { server, store } = await scene({ timeoutMs: 30_000 })
  const streams = Array.from({ length: 400 }, (_, i) => `project-${i}`)
  const stored = await Promise.all(streams.map((stream) => store.append(stream, -1, sealRun(stream, 1))))
  expect(new Set((await logOf(store)).map(({ eventId }) => eventId)).size).toBe(400)
  expect(stored.flat()).toHaveLength(400)
  expect(server.calls).not.toContain('batchAppend')
})

const start = { leafHash: new Uint8Array(32), recordedMs: 0 }
