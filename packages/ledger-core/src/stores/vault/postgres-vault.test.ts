import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NO_STREAM } from '../../ports/event-store.ts'
import type { KeyVault } from '../../ports/key-vault.ts'
import { expectFault, logOf } from '../../testing/asked-of-store.ts'
import { LEDGER, openedAt, scene, standIn } from '../../testing/esdb/scene.ts'
import {
  newDatabase,
  newLedgerUrl,
  newName,
  rawly,
  schemaOf,
  urlWith,
  withoutSchema,
} from '../../testing/postgres/given-ledger.ts'
import { expectNothingUnhandled } from '../../testing/postgres/no-unhandled.ts'
import { ownServer } from '../../testing/postgres/own-server.ts'
import { sealRun } from '../../testing/sealed-events.ts'
import { partKey, vaultContract } from '../../testing/vault-contract.ts'
import { postgres } from '../postgres.ts'
import { DEFAULT_VAULT_SCHEMA, type PostgresVaultOptions, postgresVault } from './postgres-vault.ts'

expectNothingUnhandled()

vaultContract('PostgreSQL', async () => {
  const url = newLedgerUrl()
  return { vault: await postgresVault(url), reopen: () => postgresVault(url) }
})

async function openedVault(url: string, options?: PostgresVaultOptions): Promise<KeyVault> {
  const vault = await postgresVault(url, options)
  onTestFinished(() => vault.close())
  return vault
}

describe('a vault in PostgreSQL', () => {
  test('two processes share it: what one destroys the other does not find', async () => {
    const url = newLedgerUrl()
    const [one, other] = [await openedVault(url), await openedVault(url)]
    await one.keep([partKey(1)])
    expect((await other.find([partKey(1).keyId])).size).toBe(1)
    expect(await other.destroy([partKey(1).keyId])).toBe(1)
    expect((await one.find([partKey(1).keyId])).size).toBe(0)
  })

  test('several may make a new one in the same moment', async () => {
    const url = newLedgerUrl()
    const vaults = await Promise.all(Array.from({ length: 6 }, () => openedVault(url)))
    await Promise.all(vaults.map((vault, i) => vault.keep([partKey(i + 1)])))
    expect((await vaults[0]?.find(vaults.map((_, i) => partKey(i + 1).keyId)))?.size).toBe(6)
  })

  test('of keys that are kept together none is there where one is refused', async () => {
    const vault = await openedVault(newLedgerUrl())
    await vault.keep([partKey(1)])
    await expectFault(vault.keep([partKey(2), partKey(1)]), 'APPEND_INVALID')
    expect(await vault.find([partKey(2).keyId])).toEqual(new Map())
    await vault.keep([partKey(2)])
  })

  test('what was destroyed is in the table until it is written anew, as the operator is told', async () => {
    const url = newLedgerUrl()
    const vault = await openedVault(url)
    const keys = Array.from({ length: 60 }, (_, i) => ({
      ...partKey(i + 1),
      key: new Uint8Array(Buffer.from(`key ${i} of a person (invented)`.padEnd(32, '.'))),
    }))
    await vault.keep(keys)
    await vault.destroy(keys.slice(0, 20).map(({ keyId }) => keyId))
    await rawly(url, async (ask) => {
      const inTable = async () => {
        await ask('CHECKPOINT')
        const [[file] = []] = await ask("SELECT pg_read_binary_file(pg_relation_filepath('keys'))")
        assert(file instanceof Buffer)
        return keys.map(({ key }) => file.includes(Buffer.from(key)))
      }
      expect((await inTable()).slice(20)).not.toContain(false)
      await ask('VACUUM FULL keys')
      expect(await inTable()).toEqual(keys.map((_, i) => i >= 20))
    })
  })

  test('a key cannot be changed or brought back from outside, only destroyed', async () => {
    const url = newLedgerUrl()
    const vault = await openedVault(url)
    await vault.keep([partKey(1), partKey(2)])
    await vault.destroy([partKey(2).keyId])
    await rawly(url, async (ask) => {
      for (const statement of [
        "UPDATE keys SET key = decode(repeat('00', 32), 'hex')",
        'TRUNCATE keys',
        'DELETE FROM part_keys',
        "UPDATE part_keys SET stream = 'another'",
        'TRUNCATE part_keys CASCADE',
        `INSERT INTO keys VALUES ('${partKey(2).keyId}', decode(repeat('00', 32), 'hex'))`,
      ])
        await expect(ask(statement), statement).rejects.toMatchObject({ code: '23001' })
    })
    expect((await vault.find([partKey(1).keyId])).get(partKey(1).keyId)).toEqual(partKey(1).key)
  })

  test('is no ledger, and a ledger is no vault; neither touches the other', async () => {
    const [ledgerUrl, vaultUrl] = [newLedgerUrl(), newLedgerUrl()]
    const store = await postgres(ledgerUrl)
    onTestFinished(() => store.close())
    const vault = await openedVault(vaultUrl)
    await expectFault(postgresVault(ledgerUrl), 'STORE_NOT_A_LEDGER')
    await expectFault(postgres(vaultUrl), 'STORE_NOT_A_LEDGER')
    await store.append('project-1', NO_STREAM, sealRun('project-1', 1))
    await vault.keep([partKey(1)])
  })

  test('where there is none, `create: false` makes none, and says what is missing', async () => {
    const url = newLedgerUrl()
    const fault = await expectFault(postgresVault(url, { create: false }), 'STORE_NOT_FOUND')
    expect(fault.message).toMatch(/there is no key vault at .* schema test_/)
    await rawly(url, async (ask) => {
      expect(await ask('SELECT to_regnamespace($1) IS NULL', [schemaOf(url)])).toEqual([[true]])
    })
  })

  test('without a schema it is that of a vault, and not that of a ledger', async () => {
    const fault = await expectFault(postgresVault(withoutSchema(newLedgerUrl()), { create: false }), 'STORE_NOT_FOUND')
    expect(fault.message).toContain(`?schema=${DEFAULT_VAULT_SCHEMA}`)
  })

  test('a newer one is refused', async () => {
    const url = newLedgerUrl()
    await openedVault(url)
    await rawly(url, (ask) => ask("INSERT INTO ledger_migrations VALUES (2, 'of later')"))
    await expectFault(postgresVault(url), 'STORE_NEWER')
  })

  test('what cannot be reached or may not be used says so, without a password', async () => {
    const secret = 'top-secret'
    const faults = [
      await expectFault(postgresVault(urlWith(newLedgerUrl(), { password: secret })), 'STORE_DENIED'),
      await expectFault(postgresVault(urlWith(newLedgerUrl(), { password: secret, port: '1' })), 'STORE_UNREACHABLE'),
      await expectFault(postgresVault(urlWith(newLedgerUrl(), { pathname: `/${newName()}` })), 'STORE_NOT_FOUND'),
      await expectFault(postgresVault(`file://user:${secret}@here`), 'STORE_NOT_FOUND'),
    ]
    const right = new URL(newLedgerUrl()).password
    for (const fault of faults)
      for (const password of [secret, right, decodeURIComponent(right)])
        expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain(password)
  })

  test('serves a ledger on EventStoreDB: what was erased stays so for all who share it', async () => {
    const url = newLedgerUrl()
    const server = await standIn()
    const { append, store, assertWhole } = await scene({ vault: await postgresVault(url) }, server)
    const target = await append({ personal: '{"/actor/name":"Example Person (invented)"}' })
    await append()
    await assertWhole()
    const elsewhere = await openedAt(server.url(LEDGER), { vault: await postgresVault(url) })
    await append({ type: 'PersonalDataErased', data: JSON.stringify({ target: target.eventId }) })
    for (const each of [store, elsewhere])
      expect(await logOf(each)).toMatchObject([{ personal: undefined, personalSalt: undefined }, {}, {}])
    await rawly(url, async (ask) => {
      expect(await ask('SELECT count(*)::int FROM keys')).toEqual([[0]])
    })
  })

  test('a server that is killed under load has every key that was acknowledged, and goes on with it', async () => {
    const server = await ownServer()
    onTestFinished(() => server.remove())
    const vault = await openedVault(server.urlOf('postgres'))
    const kept: number[] = []
    let next = 1
    const keepOn = async () => {
      for (;;) {
        const number = next++
        try {
          await vault.keep([partKey(number)])
          kept.push(number)
        } catch (fault) {
          return (fault as { code: string }).code
        }
      }
    }
    const keeping = Array.from({ length: 8 }, keepOn)
    while (kept.length < 100) await sleep(5)
    await server.kill()
    expect(new Set(await Promise.all(keeping))).toEqual(new Set(['STORE_UNREACHABLE']))
    await server.start()
    const found = await vault.find(kept.map((number) => partKey(number).keyId))
    expect(kept.filter((number) => !found.has(partKey(number).keyId))).toEqual([])
    await vault.keep([partKey(next)])
  })
})

test('with the rights of docs/running-eventstoredb.md one keeps and destroys keys, and changes nothing else', async () => {
  const url = await newDatabase()
  const app = newName()
  const as = urlWith(url, { username: app, password: 'choose' })
  await openedVault(url)
  await rawly(url, (ask) => ask(`CREATE ROLE ${app} LOGIN PASSWORD 'choose'`))
  onTestFinished(() =>
    rawly(url, async (ask) => {
      await ask(`DROP OWNED BY ${app} CASCADE`)
      await ask(`DROP ROLE ${app}`)
    }),
  )
  await expectFault(postgresVault(as), 'STORE_DENIED')
  const document = readFileSync(new URL('../../../../../docs/running-eventstoredb.md', import.meta.url), 'utf8')
  const [, grants = ''] = /```sql\n([\s\S]*?)```/.exec(document) ?? []
  await rawly(url, (ask) => ask(grants.replaceAll('jx_vault', schemaOf(url)).replaceAll('ledger_app', app)))

  const vault = await openedVault(as)
  await vault.keep([partKey(1), partKey(2)])
  expect(await vault.destroy([partKey(1).keyId])).toBe(1)
  await vault.setErasedUpTo('a', 5n)
  await vault.setErasedUpTo('a', 6n)
  expect(await vault.erasedUpTo('a')).toBe(6n)
  expect(await vault.streamsOf(partKey(1).eventId)).toEqual([partKey(1).stream])
  await rawly(as, async (ask) => {
    for (const statement of [
      'UPDATE keys SET key = key',
      'DELETE FROM part_keys',
      'DELETE FROM ledger_migrations',
      'TRUNCATE keys',
      'ALTER TABLE keys DISABLE TRIGGER ALL',
    ])
      await expect(ask(statement), statement).rejects.toMatchObject({ code: '42501' })
  })
})
