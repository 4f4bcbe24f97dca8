import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { follow, logOf } from '../../testing/asked-of-store.ts'
import { appendContending } from '../../testing/contending-writer.ts'
import { newDatabase, newLedgerUrl, openedPostgres, rawly } from '../../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../../testing/postgres/no-unhandled.ts'
import { sealRun } from '../../testing/sealed-events.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const WRITER_PROCESS = fileURLToPath(new URL('../../testing/writing-process.ts', import.meta.url))

expectNothingUnhandled()

describe('several processes', () => {
  test('of 64 writers each lose nothing, and a follower sees every event in commit order, whatever another database does', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    const elsewhere = await newDatabase()
    await rawly(elsewhere, async (ask) => {
      // It has a transaction id and stays open: what counts such ids would show nothing until it ends.
      await ask('BEGIN')
      await ask('CREATE TABLE unrelated AS SELECT pg_current_xact_id()')
      const [streams, each] = [64, 8]
      const total = 2 * streams * each
      const following = follow(store, total)
      const children = ['A', 'B'].map((name) => startWriter([url, name, streams, each]))
      const outputs = await Promise.all(children.map(outputOf))
      const log = await logOf(store)
      expect(outputs.flat().filter((line) => !line.startsWith('stored '))).toEqual([])
      expect(log.map(({ eventId }) => eventId).toSorted()).toEqual(outputs.flat().map(idOf).toSorted())
      expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)))
      expect(await following).toEqual(log.map(({ eventId }) => eventId))
      await ask('ROLLBACK')
    })
  })

  test('100 live followers of one process share its few connections', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url, { maxReaders: 3 })
    const total = 100
    const followers = Array.from({ length: 100 }, () => follow(store, total))
    const other = await openedPostgres(url, { maxReaders: 1 })
    await appendContending(other, { stream: STREAM, writer: 'writer-1', count: total / 2 })
    await rawly(url, async (ask) => {
      const connections = `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'procurement-ledger'
        AND query LIKE 'LISTEN "' || (SELECT ledger_id FROM ledger_head) || '"'`
      expect(await ask(connections)).toEqual([['1']])
    })
    await appendContending(other, { stream: OTHER, writer: 'writer-1', count: total / 2 })
    const ids = (await logOf(store)).map(({ eventId }) => eventId)
    for (const seen of await Promise.all(followers)) expect(seen).toEqual(ids)
  })
})

const startWriter = (args: readonly (string | number)[]) =>
  spawn(process.execPath, [WRITER_PROCESS, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })

const outputOf = async ({ stdout }: ReturnType<typeof startWriter>): Promise<readonly string[]> =>
  (await text(stdout)).split('\n').slice(0, -1)

const idOf = (line: string): string => line.slice('stored '.length)

test('a transaction that lasts, such as a dump, does not make appending dearer with every append', async () => {
  const url = newLedgerUrl()
  const store = await openedPostgres(url)
  const events = sealRun(STREAM, 400)
  await rawly(url, async (ask) => {
    await ask('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await ask('SELECT count(*) FROM events')
    for (const event of events) await store.append(STREAM, event.revision - 1, [event])
    await rawly(url, async (look) => {
      await look('SET enable_seqscan = off')
      const plan =
        'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT position FROM ledger_head ORDER BY position DESC LIMIT 1'
      const [[[{ Plan }]]] = (await look(plan)) as [[[{ readonly Plan: Readonly<Record<string, number>> }]]]
      expect(Plan['Actual Rows']).toBe(1)
      // A few pages of the index and of the table, however many versions there are: they fill ten times as many.
      expect((Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0)).toBeLessThan(10)
      const [[pages]] = (await look("SELECT pg_relation_size('ledger_head') / 8192")) as [[string]]
      expect(Number(pages)).toBeGreaterThan(1)
    })
    await ask('ROLLBACK')
  })
})
