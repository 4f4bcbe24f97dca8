import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NO_STREAM } from '../../ports/event-store.ts'
import { expectFault, logOf } from '../../testing/asked-of-store.ts'
import {
  newDatabase,
  newLedgerUrl,
  openedPostgres,
  rawly,
  schemaOf,
  withSchema,
} from '../../testing/postgres/given-ledger.ts'
import { sampleEvents } from '../../testing/postgres/sample-ledger.ts'
import { sealRun, sealTexts } from '../../testing/sealed-events.ts'
import { postgres } from '../postgres.ts'
import { connect } from './connection.ts'
import { parseLocation } from './location.ts'
import { assertSchema, ensureSchema, MIGRATIONS } from './schema.ts'

const OTHER = 'project-JX-2023-002'
const LIMITS = { busyTimeoutMs: 5_000, callTimeoutMs: 15_000 }
const NEXT = 'CREATE TABLE of_the_next_version (position bigint)'

async function migrate(url: string, migrations: readonly string[]): Promise<void> {
  const location = parseLocation(url)
  const client = await connect(location, LIMITS)
  await ensureSchema(client, location, LIMITS, true, migrations).finally(() => client.end())
}

const tablesOf = (url: string) =>
  rawly(url, (ask) => ask('SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [schemaOf(url)]))

test.each(MIGRATIONS.map((_, i) => i + 1))(
  'a ledger of schema %d is brought up to date, reads, appends, imports and erases',
  async (version) => {
    const database = await newDatabase()
    const url = withSchema(database, 'sample')
    const sample = readFileSync(
      new URL(`../../testing/postgres/samples/schema-${version}.sql`, import.meta.url),
      'utf8',
    )
    await rawly(database, (ask) => ask(sample))
    const store = await openedPostgres(url, { create: false })
    const [first, second, erasure] = sampleEvents()
    expect(await logOf(store)).toMatchObject([
      { ...first, personal: undefined, personalSalt: undefined, position: 1n },
      { ...second, position: 2n },
      { ...erasure, position: 3n },
    ])
    const events = sealTexts('project-JX-2023-001', [{ personal: '{"a":"b"}' }], erasure)
    expect(await store.append('project-JX-2023-001', 2, events)).toMatchObject([{ ...events[0], position: 4n }])
    await store.importPage?.(sealRun(OTHER, 2))
    expect(await store.head()).toBe(6n)
    expect(await store.finishErasures()).toBe(0)
  },
)

test('what is missing is applied once, whoever comes first; an older version is told to upgrade', async () => {
  const url = newLedgerUrl()
  const store = await openedPostgres(url)
  const events = sealRun(OTHER, 2)
  await store.append(OTHER, NO_STREAM, events)
  await Promise.all(Array.from({ length: 4 }, () => migrate(url, [...MIGRATIONS, NEXT])))
  expect(await tablesOf(url)).toContainEqual(['of_the_next_version'])
  expect(await logOf(store)).toMatchObject(events)
  await expectFault(postgres(url), 'STORE_NEWER')
})

test('one that fails leaves the tables as they were', async () => {
  const url = newLedgerUrl()
  await openedPostgres(url)
  const before = await tablesOf(url)
  await expect(migrate(url, [...MIGRATIONS, NEXT, 'CREATE TABLE events ()'])).rejects.toMatchObject({ code: '42P07' })
  expect(await tablesOf(url)).toEqual(before)
  expect(await (await openedPostgres(url)).head()).toBe(0n)
})

test('whoever only reads does not migrate, and says who does', async () => {
  const url = newLedgerUrl()
  await openedPostgres(url)
  const location = parseLocation(url)
  const client = await connect(location, LIMITS)
  const fault = await expectFault(assertSchema(client, location, LIMITS, [...MIGRATIONS, NEXT]), 'STORE_READ_ONLY')
  await client.end()
  expect(fault.message).toContain('open it once as its owner')
})
