import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { EventStore } from '../ports/event-store.ts'
import { follow, logOf } from '../testing/asked-of-store.ts'
import { LEDGER, openedAt, standIn } from '../testing/esdb/scene.ts'
import { expectNothingUnhandled } from '../testing/postgres/no-unhandled.ts'
import { sqlite } from './sqlite.ts'

/** What PostgreSQL is asked for in postgres/processes.test.ts, of the other stores that processes can share. */

const WRITERS = 64
const EACH = 4

expectNothingUnhandled()

const PLACES: readonly (readonly [string, string, () => Promise<{ place: string; store: EventStore }>])[] = [
  [
    'SQLite',
    '../testing/writing-process.ts',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ledger-two-'))
      const place = join(folder, 'ledger.db')
      const store = await sqlite(place)
      onTestFinished(async () => {
        await store.close()
        rmSync(folder, { recursive: true, force: true })
      })
      return { place, store }
    },
  ],
  [
    'EventStoreDB, on the wire stand-in',
    '../testing/esdb/writing-process.ts',
    async () => {
      const place = (await standIn()).url(LEDGER)
      return { place, store: await openedAt(place, { timeoutMs: 60_000 }) }
    },
  ],
]

test.each(PLACES)(
  'two processes of 64 writers each lose nothing, and a follower sees every event once and in order: %s',
  { timeout: 120_000 },
  async (_, program, open) => {
    const { place, store } = await open()
    const total = 2 * WRITERS * EACH
    const following = follow(store, total)
    const outputs = await Promise.all(['A', 'B'].map((name) => outputOf(program, [place, name, WRITERS, EACH])))
    const lines = outputs.flat()
    expect(lines.filter((line) => !line.startsWith('stored '))).toEqual([])
    const log = await logOf(store)
    expect(log.map(({ eventId }) => eventId).toSorted()).toEqual(
      lines.map((line) => line.slice('stored '.length)).toSorted(),
    )
    for (const [i, { position }] of log.entries()) if (i > 0) expect(position > (log[i - 1]?.position ?? 0n)).toBe(true)
    for (let i = 0; i < WRITERS; i++) {
      const revisions = log.filter(({ stream }) => stream === `project-shared-${i}`).map(({ revision }) => revision)
      expect(revisions).toEqual(Array.from({ length: 2 * EACH }, (_, revision) => revision))
    }
    expect(await following).toEqual(log.map(({ eventId }) => eventId))
  },
)

async function outputOf(program: string, args: readonly (string | number)[]): Promise<readonly string[]> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [path, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return (await text(child.stdout)).split('\n').slice(0, -1)
}
