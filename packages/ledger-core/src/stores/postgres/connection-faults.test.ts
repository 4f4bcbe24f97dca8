import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Fault, FaultCode } from '../../kernel/fault.ts'
import { type EventStore, NO_STREAM } from '../../ports/event-store.ts'
import { logOf } from '../../testing/asked-of-store.ts'
import { type CutProxy, cutProxy } from '../../testing/postgres/cut-proxy.ts'
import { newLedgerUrl, openedPostgres, rawly, urlWith } from '../../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../../testing/postgres/no-unhandled.ts'
import { sealRun, sealTexts } from '../../testing/sealed-events.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
/** Short, so that a test waits for it; what is asserted is that there is an end, and what it says. */
const SHORT = { busyTimeoutMs: 400, callTimeoutMs: 1_000 }

expectNothingUnhandled()

describe('a connection that is cut', () => {
  test('after the server took the append: unknown, and the same again gives what is stored', async () => {
    const { store, proxy, url } = await throughProxy()
    const events = sealTexts(STREAM, [{ personal: '{"a":"b"}' }, {}])
    await store.head()
    proxy.deafen()
    const append = store.append(STREAM, NO_STREAM, events)
    const caught = codeOf(append)
    await untilHolds(url, 2)
    proxy.cut()
    expect(await caught).toBe('APPEND_UNKNOWN')
    const stored = await store.append(STREAM, NO_STREAM, events)
    expect(stored).toMatchObject(events)
    expect(await logOf(store)).toStrictEqual(stored)
  })

  test('before the server heard of it: unknown too, and the same again is appended', async () => {
    const { store, proxy } = await throughProxy()
    await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    proxy.muffle()
    const events = sealRun(STREAM, 3)
    const appends = [store.append(STREAM, NO_STREAM, events), store.append(OTHER, 0, sealRun(OTHER, 2).slice(1))]
    const caught = Promise.all(appends.map(codeOf))
    await sleep(50)
    proxy.cut()
    expect(await caught).toEqual(['APPEND_UNKNOWN', 'APPEND_UNKNOWN'])
    expect(await store.append(STREAM, NO_STREAM, events)).toMatchObject(events)
    expect(await logOf(store)).toHaveLength(4)
  })

  test('while nothing is under way: the next append goes over a new one', async () => {
    const { store, proxy } = await throughProxy()
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    proxy.cut()
    await sleep(50)
    expect(await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))).toHaveLength(1)
    expect(await logOf(store)).toHaveLength(2)
  })

  test('again and again under load: what was acknowledged is there once, and in order', async () => {
    const { store, proxy } = await throughProxy()
    const acknowledged: string[] = []
    const cutEvery = 40
    const writers = Array.from({ length: 16 }, async (_, i) => {
      const stream = `project-load-${i}`
      for (const event of sealRun(stream, 40)) {
        for (;;) {
          try {
            const [stored] = await store.append(stream, event.revision - 1, [event])
            if (acknowledged.push(stored?.eventId ?? '') % cutEvery === 0) proxy.cut()
            break
          } catch (fault) {
            expect(['APPEND_UNKNOWN', 'STORE_UNREACHABLE']).toContain((fault as Fault).code)
          }
        }
      }
    })
    await Promise.all(writers)
    const log = await logOf(store)
    expect(new Set(acknowledged).size).toBe(16 * 40)
    expect(log.map(({ eventId }) => eventId).toSorted()).toEqual(acknowledged.toSorted())
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)))
  })

  test('and cannot be made again: bounded, then STORE_UNREACHABLE, and then it goes on', async () => {
    const { store, proxy } = await throughProxy(SHORT)
    proxy.refuse()
    await sleep(50)
    const faults = [store.append(STREAM, NO_STREAM, sealRun(STREAM, 1)), store.head(), store.erase('no such event')]
    expect(await Promise.all(faults.map(codeOf))).toEqual(faults.map(() => 'STORE_UNREACHABLE'))
    proxy.restore()
    expect(await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))).toHaveLength(1)
  })

  test('leads nowhere before a check says that the log is the one that was signed', async () => {
    const { store, proxy } = await throughProxy()
    let asked = 0
    let isRefused = true
    store.onReconnect?.(async () => {
      asked++
      expect(await store.head()).toBe(1n)
      if (isRefused) throw new TypeError('not the log that was signed')
    })
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    expect(asked).toBe(0)
    proxy.cut()
    await sleep(50)
    await expect(store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))).rejects.toThrow('not the log that was signed')
    expect(await logOf(store)).toHaveLength(1)
    isRefused = false
    expect(await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))).toHaveLength(1)
    await store.append(OTHER, 0, sealRun(OTHER, 2).slice(1))
    expect(asked).toBe(2)
  })

  test('and leads to a log that lost what this process saw: nothing is appended there', async () => {
    const { store, proxy, url } = await throughProxy()
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 2))
    await rawly(url, async (ask) => {
      await ask('SET session_replication_role = replica')
      await ask('DELETE FROM events WHERE position = 2')
      await ask('UPDATE ledger_head SET position = 1')
    })
    proxy.cut()
    await sleep(50)
    const next = sealRun(STREAM, 1, sealRun(STREAM, 1)[0], 'late')
    expect(await codeOf(store.append(STREAM, 0, next))).toBe('LEDGER_ROLLED_BACK')
    expect(await codeOf(store.append(STREAM, 0, next))).toBe('LEDGER_ROLLED_BACK')
    expect(await logOf(store)).toHaveLength(1)
    // Whoever follows what is left is not woken again and again by what he once heard of.
    for (let isWaiting = false; !isWaiting; ) {
      const soon = AbortSignal.timeout(300)
      await store.waitBeyond(1n, soon)
      isWaiting = soon.aborted
      await sleep(10)
    }
  })

  test('while somebody follows: he goes on, and misses nothing', async () => {
    const { store, proxy, url } = await throughProxy()
    const woken = store.waitBeyond(0n, new AbortController().signal)
    await sleep(100)
    proxy.cut()
    const other = await openedPostgres(url)
    await other.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    await woken
    expect(await logOf(store)).toHaveLength(1)
  })
})

describe('the connection that listens', () => {
  test('hears whatever anybody says there: nothing falls over, and growth is still told', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    const { signal } = new AbortController()
    const woken = store.waitBeyond(0n, signal)
    await rawly(url, async (ask) => {
      const listening = `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN "' || (SELECT ledger_id FROM ledger_head) || '"'`
      while ((await ask(listening)).length === 0) await sleep(5)
      for (const payload of ['', 'x', '-1', '1.5', '9'.repeat(40)])
        await ask('SELECT pg_notify((SELECT ledger_id::text FROM ledger_head), $1)', [payload])
      const other = await openedPostgres(url)
      await other.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    })
    await woken
    expect(await store.head()).toBe(1n)
  })

  test('and gets no answer is not waited for when the store is closed', async () => {
    const { store, proxy } = await throughProxy(SHORT)
    proxy.deafenAt('LISTEN "')
    const waiting = store.waitBeyond(0n, new AbortController().signal)
    await sleep(200)
    await store.close()
    await waiting
  })
})

describe('an idle transaction that holds the head', () => {
  test('is waited for, and then named; nothing was written, and it goes on when the other is gone', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url, SHORT)
    await rawly(url, async (ask) => {
      await ask('BEGIN')
      await ask('SELECT * FROM ledger_head FOR UPDATE')
      const appends = [STREAM, OTHER].map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 1)))
      const caught = await Promise.allSettled(appends)
      for (const outcome of caught) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORE_BUSY' } })
        expect(String((outcome as PromiseRejectedResult).reason)).toContain('pg_stat_activity')
      }
      expect(await store.head()).toBe(0n)
      await ask('ROLLBACK')
    })
    expect(await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))).toHaveLength(1)
  })

  test('for less than that is waited for', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    await rawly(url, async (ask) => {
      await ask('BEGIN')
      await ask('SELECT * FROM ledger_head FOR UPDATE')
      const append = store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
      await sleep(100)
      await ask('COMMIT')
      expect(await append).toHaveLength(1)
    })
  })
})

async function throughProxy(options: { busyTimeoutMs?: number; callTimeoutMs?: number } = {}): Promise<{
  readonly store: EventStore
  readonly proxy: CutProxy
  /** The direct way. */
  readonly url: string
}> {
  const url = newLedgerUrl()
  const { hostname, port } = new URL(url)
  const proxy = await cutProxy({ host: hostname, port: Number(port || 5432) })
  onTestFinished(() => proxy.close())
  const store = await openedPostgres(urlWith(url, { port: String(proxy.port) }), options)
  return { store, proxy, url }
}

async function untilHolds(url: string, events: number): Promise<void> {
  await rawly(url, async (ask) => {
    while (Number((await ask('SELECT count(*) FROM events'))[0]?.[0]) < events) await sleep(5)
  })
}

const codeOf = async (failing: Promise<unknown>): Promise<FaultCode> => (await faultOf(failing)).code

async function faultOf(failing: Promise<unknown>): Promise<Fault> {
  const fault = await failing.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(fault).toMatchObject({ name: expect.stringMatching(/^Fault|RevisionConflict$/) })
  return fault as Fault
}
