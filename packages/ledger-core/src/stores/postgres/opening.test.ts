import { inspect } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { NO_STREAM } from '../../ports/event-store.ts'
import { expectFault, logOf } from '../../testing/asked-of-store.ts'
import {
  databaseOf,
  newDatabase,
  newLedgerUrl,
  newName,
  openedPostgres,
  rawly,
  schemaOf,
  urlWith,
} from '../../testing/postgres/given-ledger.ts'
import { sealRun } from '../../testing/sealed-events.ts'
import { postgres } from '../postgres.ts'
import { connect } from './connection.ts'
import { judgeServer } from './judge-server.ts'
import { parseLocation } from './location.ts'
import { SCHEMA_VERSION } from './schema.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const LIMITS = { busyTimeoutMs: 5_000, callTimeoutMs: 15_000 }

describe('opening', () => {
  test.each([
    ['a file', 'ledger.db'],
    ['no URL', 'postgres://'],
    ['no database', 'postgres://user:top-secret@localhost:5432'],
    ['a schema that needs quotes', 'postgres://user:top-secret@localhost/ledgers?schema=Jiang-Xi'],
    ['a schema of the server', 'postgres://user:top-secret@localhost/ledgers?schema=pg_catalog'],
    ['an empty schema', 'postgres://user:top-secret@localhost/ledgers?schema='],
  ])('%s is refused', async (_, url) => {
    await expectFault(postgres(url), 'STORE_NOT_FOUND')
  })

  test('a wrong password is refused, and neither it nor the right one is in any fault', async () => {
    const right = new URL(inject('postgresUrl')).password
    const fault = await expectFault(postgres(urlWith(newLedgerUrl(), { password: 'top-secret' })), 'STORE_DENIED')
    expect(fault.message).toMatch(/check user, password/)
    for (const secret of ['top-secret', right, decodeURIComponent(right)])
      expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain(secret)
  })

  test('nor is it in a fault of a store that was opened', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    await rawly(url, (ask) => ask('ALTER TABLE events RENAME TO gone'))
    const fault = await expectFault(logOf(store), 'STORE_NOT_A_LEDGER')
    const { password } = new URL(url)
    expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain(password)
    expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain(decodeURIComponent(password))
  })

  test('a server that is not there, and a name that is none', async () => {
    await expectFault(postgres(urlWith(newLedgerUrl(), { port: '1' })), 'STORE_UNREACHABLE')
    await expectFault(postgres('postgres://user@no-such-host.invalid/ledgers'), 'STORE_UNREACHABLE')
  })

  test('a database that is not there', async () => {
    const url = urlWith(newLedgerUrl(), { pathname: `/${newName()}` })
    await expectFault(postgres(url), 'STORE_NOT_FOUND')
  })

  test('where there is no ledger, `create: false` and `readOnly` make none', async () => {
    const url = newLedgerUrl()
    await expectFault(postgres(url, { create: false }), 'STORE_NOT_FOUND')
    await expectFault(postgres(url, { readOnly: true }), 'STORE_NOT_FOUND')
    await rawly(url, async (ask) => {
      expect(await ask('SELECT to_regnamespace($1) IS NULL', [schemaOf(url)])).toEqual([[true]])
    })
  })

  test('a schema of another program is refused and left as it is', async () => {
    const url = newLedgerUrl()
    await rawly(url, async (ask) => {
      await ask(`CREATE SCHEMA ${schemaOf(url)}`)
      await ask(`CREATE TABLE notes (text text)`)
      await expectFault(postgres(url), 'STORE_NOT_A_LEDGER')
      const tables = await ask('SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1)', [schemaOf(url)])
      expect(tables).toEqual([['notes']])
    })
  })

  test('a schema that somebody prepared and left empty is used', async () => {
    const url = newLedgerUrl()
    await rawly(url, (ask) => ask(`CREATE SCHEMA ${schemaOf(url)}`))
    expect(await (await openedPostgres(url)).head()).toBe(0n)
  })

  test('two ledgers in one database know nothing of each other', async () => {
    const [one, other] = [await openedPostgres(newLedgerUrl()), await openedPostgres(newLedgerUrl())]
    await one.append(STREAM, NO_STREAM, sealRun(STREAM, 2))
    const [first] = await other.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    expect(first?.position).toBe(1n)
    expect(await one.head()).toBe(2n)
  })

  test('many processes may open a new one in the same moment', async () => {
    const url = newLedgerUrl()
    const stores = await Promise.all(Array.from({ length: 8 }, () => openedPostgres(url)))
    await Promise.all(stores.map((store, i) => store.append(`project-${i}`, NO_STREAM, sealRun(`project-${i}`, 1))))
    expect(await stores[0]?.head()).toBe(8n)
  })

  test('a newer ledger is refused, and one whose schema was made by other software', async () => {
    const url = newLedgerUrl()
    await openedPostgres(url)
    await rawly(url, (ask) => ask(`INSERT INTO ledger_migrations VALUES (${SCHEMA_VERSION + 1}, 'of later')`))
    await expectFault(postgres(url), 'STORE_NEWER')
    await expectFault(postgres(url, { readOnly: true }), 'STORE_NEWER')
    await rawly(url, async (ask) => {
      await ask(`DELETE FROM ledger_migrations WHERE number > ${SCHEMA_VERSION}`)
      await ask(`UPDATE ledger_migrations SET checksum = 'of others' WHERE number = 1`)
    })
    await expectFault(postgres(url), 'STORE_NOT_A_LEDGER')
  })

  test('an encoding that cannot hold every text is refused', async () => {
    const url = await newDatabase(`ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
    const fault = await expectFault(postgres(url), 'STORE_FAILED')
    expect(fault.message).toContain("ENCODING 'UTF8'")
  })

  test('a server that takes no writes is refused, to read too: it may be behind', async () => {
    const url = await newDatabase()
    await rawly(url, (ask) => ask(`ALTER DATABASE ${databaseOf(url)} SET default_transaction_read_only = on`))
    await expectFault(postgres(url), 'STORE_READ_ONLY')
    await expectFault(postgres(url, { readOnly: true }), 'STORE_READ_ONLY')
  })

  test('a server that is too old, or careless with what it acknowledged, is refused', () => {
    const good = [180_000, 'UTF8', 'on', 'on', false, 'off'] as const
    expect(() => judgeServer([...good], 'here')).not.toThrow()
    expect(() => judgeServer([130_018, 'UTF8', 'on', 'on', false, 'off'], 'here')).toThrow(/upgrade it to 14 or later/)
    expect(() => judgeServer([180_000, 'UTF8', 'off', 'on', false, 'off'], 'here')).toThrow(/set fsync=on/)
    expect(() => judgeServer([180_000, 'UTF8', 'on', 'off', false, 'off'], 'here')).toThrow(/set full_page_writes=on/)
    expect(() => judgeServer([180_000, 'UTF8', 'on', 'on', true, 'off'], 'here')).toThrow(/standby/)
  })

  test.each([
    ['off', 'on'],
    ['local', 'on'],
    ['on', 'on'],
    ['remote_apply', 'remote_apply'],
  ])('a database that was set to synchronous_commit=%s commits with %s', async (set, used) => {
    const url = await newDatabase()
    await rawly(url, async (ask) => {
      await ask(`ALTER DATABASE ${databaseOf(url)} SET synchronous_commit = ${set}`)
      await ask(`ALTER DATABASE ${databaseOf(url)} SET default_transaction_isolation = 'serializable'`)
    })
    const client = await connect(parseLocation(url), LIMITS)
    const { rows } = await client.query('SHOW synchronous_commit')
    const isolation = await client.query('SHOW transaction_isolation')
    await client.end()
    expect(rows).toEqual([{ synchronous_commit: used }])
    expect(isolation.rows).toEqual([{ transaction_isolation: 'read committed' }])
  })

  test('a ledger that is opened to be read takes nothing', async () => {
    const url = newLedgerUrl()
    const writer = await openedPostgres(url)
    await writer.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    const reader = await openedPostgres(url, { readOnly: true })
    expect(await logOf(reader)).toHaveLength(1)
    expect(await reader.finishErasures()).toBe(0)
    await expectFault(reader.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_READ_ONLY')
    await expectFault(reader.erase('no such event'), 'STORE_READ_ONLY')
    const woken = reader.waitBeyond(1n, new AbortController().signal)
    await writer.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    await woken
    expect(await reader.head()).toBe(2n)
  })
})
