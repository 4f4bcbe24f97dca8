import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EventStore, NO_STREAM } from '../ports/event-store.ts'
import { idsOf, logOf } from '../testing/asked-of-store.ts'
import { LEDGER, openedAt } from '../testing/esdb/scene.ts'
import { memoryInUse } from '../testing/memory-in-use.ts'
import { newLedgerUrl, openedPostgres, rawly } from '../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../testing/postgres/no-unhandled.ts'
import { sealTexts } from '../testing/sealed-events.ts'
import { memory } from './memory.ts'
import { sqlite } from './sqlite.ts'

const STREAM = 'project-JX-2023-001'
const MIB = 1024 * 1024
/** Longer than what any store reads ahead of a reader. */
const EVENTS = 1200
/** A page that is read and the one before it, and what the driver still holds of them: some 20. The whole log are 75. */
const MOST_MIB = 45
const TEXT = JSON.stringify({ text: 'x'.repeat(64 * 1024) })

expectNothingUnhandled()

const STORES: readonly (readonly [string, () => Promise<EventStore>])[] = [
  ['SQLite', async () => sqlite(join(newFolder(), 'ledger.db'))],
  ['PostgreSQL', () => openedPostgres(newLedgerUrl())],
  ['EventStoreDB, on the wire stand-in', async () => openedAt(await standInElsewhere(), { timeoutMs: 10_000 })],
]

describe('a slow follower', () => {
  test.each(STORES)('that stands still in a long log holds a page and not the log: %s', async (_, open) => {
    const store = await open()
    onTestFinished(() => store.close())
    const ids = await appendLong(store)
    const before = memoryInUse()
    const pages = store.readFacts()[Symbol.asyncIterator]()
    const first = await pages.next()
    const held = memoryInUse() - before
    expect(held / MIB).toBeLessThan(MOST_MIB)
    const seen = [...idsOf(first.value ?? [])]
    let most = 0
    for (let page = await pages.next(); page.done !== true; page = await pages.next()) {
      most = Math.max(most, memoryInUse() - before)
      seen.push(...idsOf(page.value))
    }
    expect(most / MIB).toBeLessThan(MOST_MIB)
    expect(seen).toEqual(ids)
  })

  test('in memory reads a page at a time, too', async () => {
    const store = memory()
    const ids = await appendLong(store)
    const pages: number[] = []
    for await (const page of store.readFacts()) pages.push(page.length)
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.reduce((sum, length) => sum + length)).toBe(ids.length)
  })
})

describe('a follower that is aborted', () => {
  test('frees its connection: whoever asks next has it, though there is but one', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url, { maxReaders: 1 })
    const ids = await appendLong(store)
    for (let i = 0; i < 8; i++) {
      const abort = new AbortController()
      const pages = store.readLog({ signal: abort.signal })[Symbol.asyncIterator]()
      await pages.next()
      const next = pages.next().catch(() => undefined)
      abort.abort()
      await next
    }
    expect(idsOf(await logOf(store))).toEqual(ids)
    await rawly(url, async (ask) => {
      const reading = `SELECT count(*)::int FROM pg_stat_activity
        WHERE application_name = 'procurement-ledger' AND state <> 'idle' AND datname = current_database()
          AND query LIKE '%' || current_schema() || '%' AND pid <> pg_backend_pid()`
      expect(await ask(reading)).toEqual([[0]])
    })
  })
})

async function appendLong(store: EventStore): Promise<readonly string[]> {
  const events = sealTexts(
    STREAM,
    Array.from({ length: EVENTS }, (_, i) => ({ data: TEXT, writer: `writer-${i}` })),
  )
  for (let i = 0; i < EVENTS; i += 10) await store.append(STREAM, i === 0 ? NO_STREAM : i - 1, events.slice(i, i + 10))
  return idsOf(events)
}

async function standInElsewhere(): Promise<string> {
  const program = fileURLToPath(new URL('../testing/esdb/stand-in-process.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [port] = await once(child.stdout, 'data')
  return `esdb://127.0.0.1:${Number(port)}?ledger=${LEDGER}&tls=false`
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-slow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
