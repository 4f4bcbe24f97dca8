import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { SealedEvent } from '../../evidence/sealed-event.ts'
import { NO_STREAM } from '../../ports/event-store.ts'
import { follow, logOf } from '../../testing/asked-of-store.ts'
import {
  newDatabase,
  newLedgerUrl,
  openedPostgres,
  rawly,
  schemaOf,
  withoutSchema,
  withSchema,
} from '../../testing/postgres/given-ledger.ts'
import { erasureOf, sealRun, sealTexts } from '../../testing/sealed-events.ts'
import { postgres } from '../postgres.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'

describe('dump and restore', () => {
  test('bring over a log that is whole, and goes on', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    const personal = '{"a":"\\u0000 \u2028 𠀀"}'
    const [first, second] = sealTexts(STREAM, [{ personal, data: '{"b":1.0,"a":2}' }, { personal }]) as [
      SealedEvent,
      SealedEvent,
    ]
    await store.append(STREAM, NO_STREAM, [first, second, ...erasureOf(first.eventId, second)])
    const before = await logOf(store)
    const target = await newDatabase()
    await dumpInto(url, target)
    const restored = await openedPostgres(withSchema(target, schemaOf(url)))
    expect(await logOf(restored)).toStrictEqual(before)
    const [next] = await restored.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    expect(next?.position).toBe(4n)
    expect(await follow(restored, 4)).toHaveLength(4)
    await rawly(withSchema(target, schemaOf(url)), (ask) =>
      expect(ask('DELETE FROM events')).rejects.toThrow('append-only'),
    )
  })
})

/** By pg_dump where there is one for this server, else table by table, and says why. */
async function dumpInto(url: string, target: string): Promise<void> {
  const dump = dumped(url)
  if ('reason' in dump) {
    console.warn(`dump and restore are tried table by table, since pg_dump does not serve here: ${dump.reason}`)
    return copyTables(url, withSchema(target, schemaOf(url)))
  }
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', withoutSchema(target)], { input: dump.sql, stdio: 'pipe' })
}

function dumped(url: string): { readonly sql: Buffer } | { readonly reason: string } {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' })
    return { sql: execFileSync('pg_dump', ['-n', schemaOf(url), '-d', withoutSchema(url)], { stdio: 'pipe' }) }
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer }
    if (code !== 'ENOENT' && !stderr?.includes('version mismatch')) throw error
    return { reason: code === 'ENOENT' ? 'it is not installed' : String(stderr).split('\n').slice(0, 2).join('; ') }
  }
}

async function copyTables(url: string, target: string): Promise<void> {
  await (await postgres(target)).close()
  await rawly(target, async (insert) => {
    await insert('SET session_replication_role = replica')
    await insert('DELETE FROM ledger_head')
    await rawly(url, async (read) => {
      for (const table of ['ledger_head', 'events', 'personal_parts', 'erasures'])
        for (const [row] of await read(`SELECT row_to_json(t)::text FROM ${table} AS t`))
          await insert(`INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1)`, [row])
    })
  })
}
