import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Fault, FaultCode } from '../../kernel/fault.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../../ports/event-store.ts'
import { expectFault, idsOf, logOf } from '../../testing/asked-of-store.ts'
import { appendContending } from '../../testing/contending-writer.ts'
import { openedPostgres, rawly, withSchema } from '../../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../../testing/postgres/no-unhandled.ts'
import { type OwnServer, ownServer } from '../../testing/postgres/own-server.ts'
import { sealRun } from '../../testing/sealed-events.ts'
import { postgres } from '../postgres.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
/** Short, so that a test waits for it; what is asserted is that there is an end, and what it says. */
const SHORT = { busyTimeoutMs: 400, callTimeoutMs: 1_000 }

expectNothingUnhandled()

describe('a server', () => {
  let server: OwnServer
  beforeAll(async () => {
    server = await ownServer()
  })
  afterAll(() => server.remove())

  const newUrl = () => withSchema(server.urlOf('postgres'))

  test('that is killed under load has every acknowledged fact when it is back, and takes more', async () => {
    const store = await openedPostgres(newUrl(), { busyTimeoutMs: SHORT.busyTimeoutMs })
    const acknowledged: string[] = []
    const onStored = ({ eventId }: StoredEvent) => void acknowledged.push(eventId)
    const writers = Array.from({ length: 32 }, (_, i) =>
      codeOf(appendContending(store, { stream: `project-${i % 8}`, writer: `writer-${i}`, count: 100_000, onStored })),
    )
    while (acknowledged.length < 500) await sleep(5)
    await server.kill()
    const codes = new Set(await Promise.all(writers))
    expect(codes).toContain('APPEND_UNKNOWN')
    for (const code of codes) expect(['APPEND_UNKNOWN', 'STORE_UNREACHABLE']).toContain(code)
    await server.start()
    const last = sealRun('project-after', 1)
    while ((await codeOrDone(store.append('project-after', NO_STREAM, last))) !== undefined) await sleep(20)
    const log = await logOf(store)
    const ids = new Set(log.map(({ eventId }) => eventId))
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)))
  })

  test('whose process that appends is killed restarts by itself: what was acknowledged is there once, and it goes on', async () => {
    const url = newUrl()
    const store = await openedPostgres(url)
    const [most, afterwards] = [2_000, 10]
    const acknowledged: string[] = []
    let isKilled = false
    const writing = Array.from({ length: 8 }, async (_, i) => {
      const stream = `project-${i}`
      let left = afterwards
      for (const event of sealRun(stream, most)) {
        if (isKilled && left-- === 0) return
        for (let isStored = false; !isStored; ) {
          const code = await codeOrDone(store.append(stream, event.revision - 1, [event]))
          expect([undefined, 'APPEND_UNKNOWN', 'STORE_UNREACHABLE']).toContain(code)
          isStored = code === undefined
        }
        acknowledged.push(event.eventId)
      }
    })
    while (acknowledged.length < 60) await sleep(1)
    const [[pid]] = (await rawly(url, (ask) =>
      ask(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT actual, before FROM append_events%' ORDER BY query_start DESC LIMIT 1",
      ),
    )) as [[number]]
    process.kill(pid, 'SIGKILL')
    isKilled = true
    await Promise.all(writing)
    const log = await logOf(store)
    expect(log.map(({ eventId }) => eventId).toSorted()).toEqual(acknowledged.toSorted())
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)))
  })

  test('that restarts while somebody follows and somebody writes: nothing is lost, and nobody has to open it again', async () => {
    const url = newUrl()
    const [store, follower] = [await openedPostgres(url), await openedPostgres(url)]
    const total = 60
    const following = followThrough(follower, total)
    let isRestarted = false
    const restarting = (async () => {
      while ((await store.head().catch(() => 0n)) < 20n) await sleep(5)
      await server.stop()
      await server.start()
      isRestarted = true
    })()
    for (const event of sealRun(STREAM, total)) {
      while (event.revision > 40 && !isRestarted) await sleep(5)
      for (;;) {
        try {
          await store.append(STREAM, event.revision - 1, [event])
          break
        } catch (fault) {
          expect(['APPEND_UNKNOWN', 'STORE_UNREACHABLE', 'STORE_BUSY']).toContain((fault as Fault).code)
        }
      }
    }
    await restarting
    expect(await following).toEqual((await logOf(store)).map(({ eventId }) => eventId))
  })

  test('that is frozen is not waited for without end, and goes on when it thaws', async () => {
    const url = newUrl()
    const store = await openedPostgres(url, SHORT)
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    await store.head()
    await server.freeze()
    const events = sealRun(STREAM, 2).slice(1)
    const outcomes = await Promise.all([
      codeOf(store.append(STREAM, 0, events)),
      codeOf(store.head()),
      codeOf(logOf(store)),
    ])
    server.thaw()
    expect(outcomes).toEqual(['APPEND_UNKNOWN', 'STORE_UNREACHABLE', 'STORE_UNREACHABLE'])
    expect(await store.append(STREAM, 0, events)).toMatchObject(events)
    expect(await logOf(store)).toHaveLength(2)
  })

  test('that is frozen lets a store be closed, and the process end', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
    const before = sockets()
    const store = await openedPostgres(newUrl(), SHORT)
    const waiting = store.waitBeyond(0n, new AbortController().signal)
    await sleep(100)
    await server.freeze()
    onTestFinished(() => server.thaw())
    const append = codeOf(store.append(STREAM, NO_STREAM, sealRun(STREAM, 1)))
    await store.close()
    await waiting
    expect(await append).toBe('APPEND_UNKNOWN')
    expect(sockets()).toBeLessThanOrEqual(before)
  })

  test('whose synchronous standby is gone: the wait for it ends, and an operator who cuts it short acknowledges nothing', async () => {
    const url = newUrl()
    const store = await openedPostgres(url, SHORT)
    const set = (value: string) =>
      rawly(url, async (ask) => {
        await ask(`ALTER SYSTEM SET synchronous_standby_names = '${value}'`)
        await ask('SELECT pg_reload_conf()')
        while ((await ask('SHOW synchronous_standby_names'))[0]?.[0] !== value) await sleep(5)
      })
    await set('gone')
    onTestFinished(() => set(''))
    const events = sealRun(STREAM, 2)
    expect(await codeOf(store.append(STREAM, NO_STREAM, events.slice(0, 1)))).toBe('APPEND_UNKNOWN')

    const patient = await openedPostgres(url)
    let isAnswered = false
    const cut = codeOf(patient.append(STREAM, 0, events.slice(1))).finally(() => {
      isAnswered = true
    })
    await rawly(url, async (ask) => {
      // The first still waits, and holds the head, though nobody waits for it.
      while (!isAnswered) {
        await ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        await sleep(5)
      }
    })
    expect(await cut).toBe('APPEND_UNKNOWN')
    await set('')
    expect(await patient.append(STREAM, 0, events.slice(1))).toMatchObject(events.slice(1))
    expect(await logOf(store)).toMatchObject(events)
  })

  test.each(['fsync', 'full_page_writes'])(
    'that runs with %s=off is refused, also where it was set so while a ledger is open',
    async (setting) => {
      const url = newUrl()
      const store = await openedPostgres(url)
      const set = (value: string) =>
        rawly(url, async (ask) => {
          await ask(`ALTER SYSTEM SET ${setting} = ${value}`)
          await ask('SELECT pg_reload_conf()')
          while ((await ask(`SHOW ${setting}`))[0]?.[0] !== value) await sleep(5)
        })
      await set('off')
      onTestFinished(() => set('on'))
      const fault = await expectFault(postgres(url), 'STORE_FAILED')
      expect(fault.message).toContain(`set ${setting}=on`)
      await rawly(url, (ask) =>
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'procurement-ledger'"),
      )
      await sleep(50)
      await expectFault(store.append(STREAM, NO_STREAM, sealRun(STREAM, 1)), 'STORE_FAILED')
      await expectFault(store.head(), 'STORE_FAILED')
    },
  )

  test('whose disk is full takes nothing, keeps what it acknowledged, and goes on when there is room', async ({
    skip,
  }) => {
    const disk = smallDisk()
    if (disk === undefined) return skip('only root on Linux can make a disk that is small')
    await rawly(newUrl(), async (ask) => {
      await ask(`CREATE TABLESPACE small LOCATION '${disk.path}'`)
      await ask('CREATE DATABASE full_disk TABLESPACE small')
    })
    onTestFinished(() =>
      rawly(newUrl(), async (ask) => {
        await ask('DROP DATABASE full_disk WITH (FORCE)')
        await ask('DROP TABLESPACE small')
      }),
    )
    const store = await openedPostgres(withSchema(server.urlOf('full_disk')))
    const data = JSON.stringify({ text: Array.from({ length: 20_000 }, (_, i) => i.toString(36)).join() })
    const acknowledged: StoredEvent[] = []
    const onStored = (event: StoredEvent) => void acknowledged.push(event)
    const writing = appendContending(store, { stream: STREAM, writer: 'writer-1', count: 10_000, data, onStored })
    const fault = await expectFault(writing, 'STORE_FULL')
    expect(fault.message).toContain('make room')
    // To read, too, the server may have to write what lies in its memory: the log is asked for when there is room.
    disk.grow()
    expect(idsOf(await logOf(store))).toEqual(idsOf(acknowledged))
    const [next] = await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    expect(next?.position).toBe(BigInt(acknowledged.length + 1))
  })

  test('that is gone: nothing is opened, and what to do is said', async () => {
    const url = newUrl()
    await server.stop()
    const fault = await faultOf(openedPostgres(url))
    await server.start()
    expect(fault.code).toBe('STORE_UNREACHABLE')
    expect(fault.message).toMatch(/check host, port and network/)
  })
})

/** Follows across whatever happens to the server. */
async function followThrough(store: EventStore, count: number): Promise<readonly string[]> {
  const { signal } = new AbortController()
  const seen: string[] = []
  let after = 0n
  while (seen.length < count) {
    try {
      for await (const page of store.readFacts({ after })) {
        seen.push(...page.map(({ eventId }) => eventId))
        after = page.at(-1)?.position ?? after
      }
      if (seen.length < count) await store.waitBeyond(after, signal)
    } catch (fault) {
      expect((fault as Fault).code).toBe('STORE_UNREACHABLE')
      await sleep(20)
    }
  }
  return seen
}

/** A file system that is full soon, in memory; undefined where nobody may mount one. */
function smallDisk(): { readonly path: string; readonly grow: () => void } | undefined {
  const path = mkdtempSync(join(tmpdir(), 'ledger-small-disk-'))
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' })
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  try {
    mount('size=24m,uid=65534,gid=65534,mode=0700')
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', path]))
  return { path, grow: () => void mount('remount,size=48m') }
}

const codeOrDone = (append: Promise<unknown>): Promise<string | undefined> =>
  append.then(
    () => undefined,
    (fault: Fault) => fault.code,
  )

const codeOf = async (failing: Promise<unknown>): Promise<FaultCode> => (await faultOf(failing)).code

async function faultOf(failing: Promise<unknown>): Promise<Fault> {
  const fault = await failing.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(fault).toMatchObject({ name: expect.stringMatching(/^Fault|RevisionConflict$/) })
  return fault as Fault
}
