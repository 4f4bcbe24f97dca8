import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventStore, openLedger } from '@procurement-ledger/core'
import { eventStoreDb, sqliteVault } from '@procurement-ledger/core/eventstoredb'
import { postgres } from '@procurement-ledger/core/postgres'
import { EsdbWireStandIn } from '@procurement-ledger/core/testing/esdb'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, inject, onTestFinished, test } from 'vitest'
import { enquiry, erasure, SECRET, secretEnquiry, tenderingProject } from '../endurance/commands.ts'
import { evidenceOf, writeFiles } from '../testing/evidence-of.ts'
import { ORIGIN, recordExampleIn } from '../testing/example-ledger.ts'
import { LedgerCommand } from '../testing/ledger-command.ts'
import { holdAgainstEvidence } from './evidence.ts'

/** The command line on a ledger in a database: the same as on a file, and no password in anything that it says. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-cli-databases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let standIn: EsdbWireStandIn
beforeAll(async () => {
  standIn = await EsdbWireStandIn.start()
  return () => standIn.stop()
})

const vaultOf = (store: string) => join(folder, `${onEventStoreDb.nameOf(store)}.keys.db`)
const anyName = () => `test_${randomBytes(8).toString('hex')}`

interface Engine {
  readonly name: string
  readonly newStore: () => string
  /** What the files of a ledger are called after. */
  readonly nameOf: (store: string) => string
  readonly open: (store: string) => Promise<EventStore>
  readonly unreachable: string
  readonly malformed: readonly (readonly [url: string, code: string])[]
}

const onPostgres: Engine = {
  name: 'postgres://',
  newStore() {
    const url = new URL(inject('postgresUrl'))
    url.searchParams.set('schema', anyName())
    return url.href
  },
  nameOf: (store) => `${new URL(store).pathname.slice(1)}.${new URL(store).searchParams.get('schema')}`,
  open: (store) => postgres(store),
  unreachable: 'postgres://someone:top-secret@127.0.0.1:1/ledgers',
  malformed: [['postgres://someone:top-secret@[/ledgers', 'STORE_NOT_FOUND']],
}

const onEventStoreDb: Engine = {
  name: 'esdb:// (a stand-in for its wire)',
  newStore: () => standIn.url(anyName()),
  nameOf: (store) => new URL(store).searchParams.get('ledger') as string,
  open: async (store) => eventStoreDb(store, { vault: await sqliteVault(vaultOf(store)) }),
  unreachable: 'esdb://someone:top-secret@127.0.0.1:1?ledger=jx&tls=false',
  malformed: [
    ['esdb://someone:top-secret@127.0.0.1:1', 'STORE_URL_INVALID'],
    ['esdb+discover:someone:top-secret@host', 'STORE_URL_INVALID'],
    ['esdb://someone:top-secret@127.0.0.1:1?ledger=../jx', 'STORE_URL_INVALID'],
  ],
}

/** Records in this process what is not what is tried. */
async function given(engine: Engine, store: string): Promise<void> {
  await using ledger = await openLedger({ store: await engine.open(store) })
  const { projectId, facts } = tenderingProject('P-1')
  await ledger.record(projectId, facts)
}

// Each question is a process of its own, and a busy machine starts them slowly.
describe.each([onPostgres, onEventStoreDb])('ledger --store $name', { timeout: 240_000 }, (engine) => {
  const command = new LedgerCommand(folder)
  let store: string
  beforeAll(() => {
    store = engine.newStore()
  })

  const ledger = (...args: readonly string[]) => command.run(store, args)
  const lines = (out: string): Record<string, unknown>[] =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

  test('reading makes no ledger where there is none, and no file', async () => {
    const { code, err } = await ledger('replay')
    assert.equal(code, 2)
    assert.match(err, /STORE_NOT_FOUND/)
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith(engine.nameOf(store))),
      [],
    )
  })

  test('records, shows, replays and erases', async () => {
    await given(engine, store)
    const secret = await command.record(store, 'P-1', secretEnquiry('q-1'))
    assert.equal(secret.code, 0, secret.err)
    assert.match((await ledger('replay')).out, new RegExp(SECRET))
    assert.equal((await command.record(store, 'P-1', erasure(JSON.parse(secret.out).eventId))).code, 0)
    const shown = await ledger('show', 'P-1', '--json')
    assert.equal(JSON.parse(shown.out).revision, 4)
    const replayed = await ledger('replay')
    assert.doesNotMatch(replayed.out, new RegExp(SECRET))
    assert.equal(lines(replayed.out).length, 6)
    assert.deepEqual(lines(replayed.out)[4]?.erased, { by: lines(replayed.out)[5]?.eventId })
  })

  test('an export is restored into another ledger, and into a file, with the same leaves', async () => {
    const exported = (await ledger('export', 'ndjson')).out
    const file = join(folder, 'export.ndjson')
    writeFileSync(file, exported)
    const leaves = (out: string) => lines(out).map(({ position, ...rest }) => rest)
    for (const target of [engine.newStore(), `sqlite:${join(folder, `restored-${engine.nameOf(store)}.db`)}`]) {
      const restored = await command.run(target, ['import', 'ndjson', file])
      assert.equal(restored.code, 0, restored.err)
      // Where an event stands is the store's own; all else comes back.
      assert.deepEqual(leaves((await command.run(target, ['export', 'ndjson'])).out), leaves(exported))
    }
    assert.match((await ledger('import', 'ndjson', file)).out, /6 were there already/)
  })

  test('its read models lie in the folder that was given, named after the ledger', async () => {
    const { code, out, err } = await ledger('statistics', 'competition', '--json')
    assert.equal(code, 0, err)
    assert.equal(JSON.parse(out).position, lines((await ledger('replay')).out).at(-1)?.position)
    assert.ok(existsSync(join(folder, `${engine.nameOf(store)}.models.db`)), readdirSync(folder).join())
  })

  test('serves, signs into that folder, bundles what was signed, and holds the log against it', async () => {
    const served = engine.newStore()
    const key = join(folder, `${engine.nameOf(served)}.key`)
    assert.equal((await ledger('keygen', '--origin', 'example.invalid/databases', '--out', key)).code, 0)
    const { address, stop } = await command.serve(served, ['--key', key])
    const { projectId, facts } = tenderingProject('P-2')
    const answer = await fetch(`${address}/v1/projects/${projectId}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(facts),
    })
    assert.equal(answer.status, 201, await answer.clone().text())
    const receipts = (await answer.json()) as { eventId: string; position: string }[]
    assert.equal((await fetch(`${address}/v1/receipts/${receipts[0]?.eventId}`)).status, 200)
    const listed = await fetch(`${address}/v1/projects`, {
      headers: { 'x-after-position': receipts.at(-1)?.position ?? '' },
    })
    assert.deepEqual(
      ((await listed.json()) as { items: { projectId: string }[] }).items.map((item) => item.projectId),
      [projectId],
    )
    assert.equal(await stop(), 0)

    const evidence = join(folder, `${engine.nameOf(served)}.evidence`)
    assert.ok(existsSync(join(evidence, 'checkpoint')), readdirSync(folder).join())
    const zip = join(folder, `${engine.nameOf(served)}.zip`)
    assert.equal((await command.run(served, ['bundle', 'P-2', '--out', zip])).code, 0)
    assert.equal((await ledger('verify', zip)).code, 0)
    const verified = await command.run(served, ['verify', '--json'])
    assert.equal(verified.code, 0, verified.out + verified.err)
    const { target, kind, events, proven, findings } = JSON.parse(verified.out)
    assert.deepEqual([kind, events, proven, findings], ['store', 5, 5, []])
    assert.ok(served.startsWith(target.slice(0, 10)) && !target.includes('?'), target)

    // The same evidence beside a ledger that is empty: a lost one.
    const lost = engine.newStore()
    cpSync(evidence, join(folder, `${engine.nameOf(lost)}.evidence`), { recursive: true })
    const [fact = assert.fail('no fact')] = facts
    const refused = await command.record(lost, 'P-3', fact)
    assert.equal(refused.code, 2)
    assert.match(refused.err, /LEDGER_ROLLED_BACK/)
  })

  test('what cannot be reached is said in one line', async () => {
    const { code, err } = await command.run(engine.unreachable, ['replay'])
    assert.equal(code, 2)
    assert.match(err, /^ledger: STORE_UNREACHABLE: .*\n$/)
    const verified = await command.run(engine.unreachable, ['verify'])
    assert.equal(verified.code, 6)
    assert.match(verified.out, /STORE_UNREADABLE/)
  })

  test('a URL that is wrong is said in one line', async () => {
    for (const [url, expected] of engine.malformed) {
      const { code, err } = await command.run(url, ['replay'])
      assert.equal(code, 2)
      assert.match(err, new RegExp(`^ledger: ${expected}: .*\\n$`))
    }
  })

  test('no password is in anything that was said, nor in help', async () => {
    const { out } = await command.run(engine.unreachable, ['serve', '--help'])
    assert.match(out, /esdb:\/\/USER@HOST\?ledger=NAME/)
    await command.record(store, 'P-1', enquiry('P-1', 'q-9').facts[0] ?? assert.fail('no fact'))
    const { password } = new URL(inject('postgresUrl'))
    for (const secret of ['top-secret', `${password}@`, `${decodeURIComponent(password)}@`])
      assert.ok(!command.said.join('\n').includes(secret))
    assert.ok(command.said.length > 10)
  })
})

test('without a key a log is held against its evidence at opening, and again after each reconnect', async () => {
  const url = onPostgres.newStore()
  const schema = new URL(url).searchParams.get('schema')
  await recordExampleIn(await postgres(url), 2, 1)
  const store = await postgres(`${url}&application_name=${schema}`)
  onTestFinished(() => store.close())
  const path = join(folder, `${schema}.evidence`)
  writeFiles(path, (await evidenceOf(store, ORIGIN)).files)
  await holdAgainstEvidence(store, path)
  await using ledger = await openLedger({ store })
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  // An older copy takes the place of the log, and the connections break, as in a failover.
  for (const statement of [
    `SET session_replication_role = replica; SET search_path = ${schema}`,
    'DELETE FROM events WHERE position > 5; UPDATE ledger_head SET position = 5',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${schema}'`,
  ])
    await client.query(statement)
  await client.end()
  await sleep(50)
  const { projectId, facts } = tenderingProject('P-9')
  await assert.rejects(ledger.record(projectId, facts), { code: 'LEDGER_ROLLED_BACK' })
  assert.equal(await store.head(), 5n)
})

describe('the vault of a ledger in EventStoreDB', { timeout: 120_000 }, () => {
  const command = new LedgerCommand(folder)

  test('lies beside its other files, for its owner only; without it nothing personal is read', async () => {
    const store = onEventStoreDb.newStore()
    await given(onEventStoreDb, store)
    assert.equal((await command.record(store, 'P-1', secretEnquiry('q-1'))).code, 0)
    assert.equal(statSync(vaultOf(store)).mode & 0o777, 0o600)

    const elsewhere = join(folder, 'elsewhere.keys.db')
    renameSync(vaultOf(store), elsewhere)
    const without = await command.run(store, ['replay'])
    assert.equal(without.code, 2)
    assert.match(without.err, /^ledger: VAULT_REQUIRED: .*\n$/)
    assert.ok(!existsSync(vaultOf(store)), 'reading made a vault')
    assert.match((await command.run(store, ['replay', '--vault', elsewhere])).out, new RegExp(SECRET))
  })

  test('is not made for a name that was mistyped, nor where nothing can be reached', async () => {
    const mistyped = onEventStoreDb.newStore()
    const [fact = assert.fail('no fact')] = enquiry('P-1', 'q-1').facts
    assert.equal((await command.record(mistyped, 'P-1', fact)).code, 1)
    assert.equal((await command.record(onEventStoreDb.unreachable, 'P-1', fact)).code, 2)
    for (const store of [mistyped, onEventStoreDb.unreachable]) assert.ok(!existsSync(vaultOf(store)))
  })

  test('must be there where it is named', async () => {
    const store = onEventStoreDb.newStore()
    const absent = join(folder, 'absent.keys.db')
    const { code, err } = await command.run(store, ['replay', '--vault', absent])
    assert.equal(code, 2)
    assert.match(err, /^ledger: STORE_NOT_FOUND: there is no key vault.*\n$/)
    assert.ok(!existsSync(absent))
  })
})
