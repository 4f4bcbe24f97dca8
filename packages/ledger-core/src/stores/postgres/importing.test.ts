import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../evidence/digest.ts'
import { rootOf } from '../../evidence/verify.ts'
import { Fault } from '../../kernel/fault.ts'
import { archiveLine, restoreArchive } from '../../ledger/archive.ts'
import { openLedger } from '../../ledger.ts'
import { guardedStore } from '../../notary/guarded-store.ts'
import { type EventStore, MAX_PAGE_EVENTS, NO_STREAM, type SealedEvent } from '../../ports/event-store.ts'
import { expectFault, idsOf, logOf } from '../../testing/asked-of-store.ts'
import { type CutProxy, cutProxy } from '../../testing/postgres/cut-proxy.ts'
import {
  newLedgerUrl,
  openedPostgres,
  rawly,
  schemaOf,
  urlWith,
  withoutSchema,
} from '../../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../../testing/postgres/no-unhandled.ts'
import { scriptedCommands } from '../../testing/script.ts'
import { sealRun, sealTexts } from '../../testing/sealed-events.ts'
import { scriptedSources } from '../../testing/sources.ts'
import { memory } from '../memory.ts'
import type { PostgresOptions } from '../postgres.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const PERSONAL = '{"/actor/name":"Example Person (invented)"}'

expectNothingUnhandled()

test('a connection that is cut in the middle of a page: unknown, nothing is there, and the same again is whole', async () => {
  const { store, proxy, direct } = await throughProxy()
  const page = sealRun(STREAM, 3_000)
  const others = sealRun(OTHER, 4)
  for (const [i, bytes] of [1, 500, 100_000, 1_000_000].entries()) {
    // Over a connection that is there: what is cut is the page.
    await store.append(OTHER, i - 1, others.slice(i, i + 1))
    proxy.cutAfter(bytes)
    await expectFault(store.importPage(page), 'APPEND_UNKNOWN')
    expect(idsOf(await logOf(direct))).toEqual(idsOf(others.slice(0, i + 1)))
  }
  await store.importPage(page)
  expect(idsOf(await logOf(direct))).toEqual(idsOf([...others, ...page]))
})

test('a connection that is cut after the commit: unknown, and the same again changes nothing', async () => {
  const { store, proxy, direct } = await throughProxy()
  const page = sealTexts(STREAM, [{ personal: PERSONAL }, {}])
  proxy.deafenAt('COMMIT')
  const caught = expectFault(store.importPage(page), 'APPEND_UNKNOWN')
  await direct.waitBeyond(1n, new AbortController().signal)
  proxy.cut()
  await caught
  const stored = await logOf(direct)
  expect(stored).toMatchObject(page)
  await store.importPage(page)
  expect(await logOf(direct)).toStrictEqual(stored)
})

test('a connection that is cut before the commit: unknown, nothing is there, and the same again is whole', async () => {
  const { store, proxy, direct, url } = await throughProxy()
  const page = sealRun(STREAM, 2)
  await rawly(url, async (ask) => {
    await ask('BEGIN')
    await ask('SELECT * FROM ledger_head FOR UPDATE')
    const caught = expectFault(store.importPage(page), 'APPEND_UNKNOWN')
    await untilWaiting(url)
    proxy.cut()
    await caught
    await ask('ROLLBACK')
  })
  expect(await direct.head()).toBe(0n)
  await store.importPage(page)
  expect(await logOf(direct)).toMatchObject(page)
})

test('a page that fails leaves no transaction open: what comes next stands', async () => {
  const url = newLedgerUrl()
  const store = await importing(url)
  const [first] = sealRun(STREAM, 1) as [SealedEvent]
  await store.append(STREAM, NO_STREAM, [first])
  const twice = { ...first, stream: OTHER }
  await expectFault(store.importPage([twice]), 'APPEND_INVALID')
  await store.append(STREAM, 0, sealRun(STREAM, 2).slice(1))
  await store.importPage(sealRun(OTHER, 2))
  expect(await logOf(await openedPostgres(url))).toHaveLength(4)
})

test('who holds the head is waited for, and then named; nothing was written', async () => {
  const url = newLedgerUrl()
  const store = await importing(url, { busyTimeoutMs: 400 })
  await rawly(url, async (ask) => {
    await ask('BEGIN')
    await ask('SELECT * FROM ledger_head FOR UPDATE')
    await expectFault(store.importPage(sealRun(STREAM, 2)), 'STORE_BUSY')
    await ask('ROLLBACK')
  })
  expect(await store.head()).toBe(0n)
  await store.importPage(sealRun(STREAM, 2))
})

test('a page is told once to those who follow', async () => {
  const url = newLedgerUrl()
  const store = await importing(url)
  const client = new Client({ connectionString: withoutSchema(url) })
  await client.connect()
  onTestFinished(() => client.end())
  const told: (string | undefined)[] = []
  client.on('notification', ({ payload }) => told.push(payload))
  const { rows } = await client.query(`SELECT ledger_id FROM ${schemaOf(url)}.ledger_head`)
  await client.query(`LISTEN "${rows[0].ledger_id}"`)
  await store.importPage(sealRun(STREAM, 200))
  await store.importPage([...sealRun(STREAM, 300).slice(200), ...sealRun(OTHER, 100)])
  await client.query('SELECT')
  expect(told).toEqual(['200', '400'])
})

test('behind a guard pages are imported as appends are, and refused as long as those are', async () => {
  const url = newLedgerUrl()
  const guard = guardedStore(await importing(url))
  const page = [...sealRun(STREAM, 3), ...sealRun(OTHER, 2)]
  guard.refuseAppends(new Fault('LEDGER_ROLLED_BACK', 'the log lost what was signed; restore a copy that holds it'))
  if (guard.importPage === undefined) throw new Error('the guard hides that its store imports pages')
  await expectFault(guard.importPage(page), 'LEDGER_ROLLED_BACK')
  expect(await guard.head()).toBe(0n)
  guard.allowAppends()
  await guard.importPage(page)
  expect(await logOf(guard)).toMatchObject(page)
})

test('an export is restored with the same leaves and the same root, and goes on', async () => {
  const { lines, root } = await exported(1)
  const store = await openedPostgres(newLedgerUrl())
  await restoreArchive(store, () => lines)
  expect((await logOf(store)).map(archiveLine)).toEqual(lines)
  expect(await rootOfStore(store)).toEqual(root)
  const ledger = await openLedger({ store, sources: scriptedSources() })
  const [command] = scriptedCommands()
  const recorded = await ledger.record('GOES-ON', command?.facts ?? [])
  expect(recorded.refused).toBeUndefined()
})

test('a restore that is interrupted again and again is finished by running it again', async () => {
  const { lines, root } = await exported(230)
  expect(lines.length).toBeGreaterThan(MAX_PAGE_EVENTS)
  const { store, proxy, direct } = await throughProxy()
  const restore = () => restoreArchive(store, () => lines)
  const told: number[] = []
  // The first page is cut, then the second: the one before it is there, and is not sent again.
  proxy.cutAfter(1_000_000)
  await expectFault(restore(), 'APPEND_UNKNOWN')
  expect(await direct.head()).toBe(0n)
  const interrupted = restoreArchive(
    store,
    () => lines,
    (events) => {
      told.push(events)
      proxy.cutAfter(500_000)
    },
  )
  await expectFault(interrupted, 'APPEND_UNKNOWN')
  const [repeated = 0] = told
  expect(repeated).toBeGreaterThan(0)
  expect(await direct.head()).toBe(BigInt(repeated))
  expect(await restore()).toEqual({ events: lines.length, repeated })
  expect(await rootOfStore(direct)).toEqual(root)
})

/** The script, by so many projects each; in the order in which they were recorded. */
async function exported(times: number): Promise<{ readonly lines: readonly string[]; readonly root: Uint8Array }> {
  const store = memory()
  const ledger = await openLedger({ store, sources: scriptedSources() })
  for (let n = 0; n < times; n++)
    for (const { projectId, facts } of scriptedCommands()) await ledger.record(`${projectId}-${n}`, facts)
  return { lines: (await logOf(store)).map(archiveLine), root: await rootOfStore(store) }
}

const rootOfStore = async (store: EventStore): Promise<Uint8Array> =>
  rootOf(
    sha256,
    (await logOf(store)).map(({ leafHash }) => leafHash),
  )

type Importing = EventStore & Required<Pick<EventStore, 'importPage'>>

const importing = async (url: string, options?: PostgresOptions) => (await openedPostgres(url, options)) as Importing

async function throughProxy(): Promise<{
  readonly store: Importing
  readonly proxy: CutProxy
  /** The same ledger by the direct way, over connections that are not cut. */
  readonly direct: EventStore
  readonly url: string
}> {
  const url = newLedgerUrl()
  const { hostname, port } = new URL(url)
  const proxy = await cutProxy({ host: hostname, port: Number(port || 5432) })
  onTestFinished(() => proxy.close())
  const store = await importing(urlWith(url, { port: String(proxy.port) }))
  return { store, proxy, direct: await openedPostgres(url), url }
}

/** Until the import has copied its page, and waits for the head. */
async function untilWaiting(url: string): Promise<void> {
  const WAITING = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%import_events%'`
  await rawly(url, async (ask) => {
    while ((await ask(WAITING)).length === 0) await sleep(5)
  })
}
