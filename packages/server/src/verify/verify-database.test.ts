import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveLine, type EventStore, openLedger, restoreArchive, type StoredEvent } from '@procurement-ledger/core'
import { auditStore } from '@procurement-ledger/core/audit'
import { eventStoreDb, sqliteVault } from '@procurement-ledger/core/eventstoredb'
import { postgres } from '@procurement-ledger/core/postgres'
import { EsdbWireStandIn } from '@procurement-ledger/core/testing/esdb'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { erasure, SECRET, secretEnquiry } from '../endurance/commands.ts'
import { type Evidence, evidenceOf, signedTree, writeFiles } from '../testing/evidence-of.ts'
import { ORIGIN, recordExampleIn } from '../testing/example-ledger.ts'
import { LedgerCommand } from '../testing/ledger-command.ts'
import { EXITS, type Given, type Verification } from './verification.ts'
import { verifyInDatabase } from './verify.ts'

/** Attacks on a ledger in a database by whoever owns it, and what an auditor is told. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-verify-database-'))
const evidencePath = join(folder, 'evidence')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [PROJECTS, ENQUIRIES] = [5, 2]
const EVENTS = 1 + PROJECTS * 3 + PROJECTS * ENQUIRIES * 2
/** The first answer, of the first project; positions count from 1. */
const ANSWER = 19

let evidence: Evidence
let events: readonly StoredEvent[]

async function verified(
  open: () => Promise<EventStore>,
  given: Partial<Given> = {},
): Promise<Verification & { exit: number }> {
  const ledger = { openAudit: async () => auditStore(await open()), evidencePath }
  const found = await verifyInDatabase('the ledger', ledger, { keys: [evidence.verifierKey], ...given })
  return { ...found, exit: EXITS[found.verdict] }
}

const codes = ({ findings }: Verification) => findings.map(({ code }) => code)
const logOf = async (store: EventStore) => (await Array.fromAsync(store.readLog())).flat()

const newSchema = (): string => {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `test_${randomBytes(8).toString('hex')}`)
  return url.href
}
const reading = (url: string) => () => postgres(url, { create: false, readOnly: true })

beforeAll(async () => {
  const url = newSchema()
  await recordExampleIn(await postgres(url), PROJECTS, ENQUIRIES)
  const store = await reading(url)()
  evidence = await evidenceOf(store, ORIGIN)
  events = await logOf(store)
  await store.close()
  writeFiles(evidencePath, evidence.files)
})

/** The same ledger in a schema of its own. */
async function copied(): Promise<string> {
  const url = newSchema()
  const store = await postgres(url)
  await restoreArchive(store, () => events.map(archiveLine))
  await store.close()
  return url
}

/** As its owner, with the rules that hold against mistakes out of the way. */
async function forge(url: string, sql: string): Promise<void> {
  const plain = new URL(url)
  plain.searchParams.delete('schema')
  const client = new Client({ connectionString: plain.href })
  await client.connect()
  try {
    await client.query(`SET search_path = ${new URL(url).searchParams.get('schema')}`)
    for (const table of ['events', 'personal_parts', 'erasures', 'ledger_head'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function forged(sql: string): Promise<string> {
  const url = await copied()
  await forge(url, sql)
  return url
}

describe('a ledger in PostgreSQL that nobody touched', () => {
  test('is sound under its key and a kept checkpoint, with nothing left unchecked', async () => {
    const found = await verified(reading(await copied()), { since: new TextEncoder().encode(evidence.note) })
    assert.deepEqual([found.exit, found.events, found.proven, found.findings], [0, EVENTS, EVENTS, []])
    assert.deepEqual(found.unchecked, [])
  })

  test('is sound with an erasure, also where the part was put back: then it says so', async () => {
    const url = newSchema()
    await recordExampleIn(await postgres(url), 1, 0)
    await using ledger = await openLedger({ store: await postgres(url) })
    const secret = await ledger.record('EX-0', secretEnquiry('q-secret'))
    assert.ok(secret.refused === undefined)
    const [kept] = (await logOf(ledger.store)).filter(({ personal }) => personal?.includes(SECRET))
    assert.ok(kept?.personalSalt)
    await ledger.record('EX-0', erasure(secret.eventId))
    const given = { keys: [], evidence: join(folder, 'none') }
    assert.deepEqual(
      (await verified(reading(url), given)).notices.map(({ code }) => code),
      ['PART_ERASED'],
    )

    const { position, personal, personalSalt } = kept
    const values = `${position}, '${personal}', '\\x${Buffer.from(personalSalt).toString('hex')}'`
    await forge(url, `INSERT INTO personal_parts VALUES (${values})`)
    const found = await verified(reading(url), given)
    assert.equal(found.exit, 0)
    assert.deepEqual(
      found.notices.map(({ code, position }) => [code, position]),
      [['ERASURE_PENDING', kept.position]],
    )
  })
})

describe('an attack on a ledger in PostgreSQL', () => {
  test.each([
    [
      'a byte of a part',
      `UPDATE events SET data = replace(data, 'q-', 'x-') WHERE position = ${ANSWER}`,
      1,
      'PART_DIFFERS',
    ],
    [
      'a byte of a salt',
      `UPDATE events SET meta_salt = set_byte(meta_salt, 0, get_byte(meta_salt, 0) # 1) WHERE position = ${ANSWER}`,
      1,
      'PART_DIFFERS',
    ],
    ['a row in the middle is deleted', `DELETE FROM events WHERE position = ${ANSWER}`, 3, 'LEAF_DROPPED'],
    [
      'the tail is deleted',
      `DELETE FROM events WHERE position > ${ANSWER}; UPDATE ledger_head SET position = ${ANSWER}`,
      3,
      'LEAVES_MISSING',
    ],
    [
      'everything is deleted',
      'DELETE FROM personal_parts; DELETE FROM events; UPDATE ledger_head SET position = 0',
      3,
      'LEAVES_MISSING',
    ],
    [
      'two rows are swapped',
      `UPDATE events SET position = -1 WHERE position = 2; UPDATE events SET position = 2 WHERE position = 5;
       UPDATE events SET position = 5 WHERE position = -1`,
      1,
      'LEAVES_SWAPPED',
    ],
  ] as const)('%s', async (_what, sql, exit, code) => {
    const found = await verified(reading(await forged(sql)))
    assert.equal(found.exit, exit, codes(found).join())
    assert.ok(codes(found).includes(code), codes(found).join())
  })

  test('another whole ledger, signed by another key: unsigned', async () => {
    const other = join(folder, 'other')
    writeFiles(other, signedTree(evidence.hashes, ORIGIN, 'another key').files)
    const found = await verified(reading(await copied()), { evidence: other })
    assert.deepEqual([found.exit, codes(found)[0]], [5, 'SIGNATURE_MISSING'])
  })

  test('on the command line: the exit code, and no password', { timeout: 120_000 }, async () => {
    const url = await forged(`UPDATE events SET data = replace(data, 'q-', 'x-') WHERE position = ${ANSWER}`)
    const command = new LedgerCommand(folder)
    for (const args of [
      ['verify', url],
      ['verify', url, '--json', '--evidence', evidencePath],
    ]) {
      const { code, out, err } = await command.run('memory:', args)
      assert.equal(code, 1, out + err)
      assert.match(out, /PART_DIFFERS/)
    }
    assert.equal((await command.run('memory:', ['verify', newSchema()])).code, 2)
    const strange = await command.run('memory:', ['verify', 'mysql://someone:top-secret@host/db'])
    assert.equal(strange.code, 2)
    const { password } = new URL(url)
    for (const secret of ['top-secret', `:${password}@`]) assert.ok(!command.said.join().includes(secret))
  })
})

describe('a database that leads the verifier astray', () => {
  test.each([
    ['a table is gone', 'DROP TABLE personal_parts'],
    ['the log is gone', 'DROP TABLE events'],
    ['a column is gone', 'ALTER TABLE events DROP COLUMN meta'],
    ['texts are numbers', 'ALTER TABLE events ALTER leaf TYPE integer USING position::integer'],
    ['its head is gone', 'DELETE FROM ledger_head; DROP TABLE ledger_head'],
    ['its migrations are others', `UPDATE ledger_migrations SET checksum = 'x'`],
    [
      'the log is a view that tells each event twice',
      'ALTER TABLE events RENAME TO kept; CREATE VIEW events AS SELECT * FROM kept UNION ALL SELECT * FROM kept',
    ],
    [
      'positions are words',
      `ALTER TABLE events RENAME TO kept;
       CREATE VIEW events AS SELECT 'x'::text AS place, * FROM kept; ALTER VIEW events RENAME position TO number;
       ALTER VIEW events RENAME place TO position`,
    ],
  ])('%s: not readable', async (_what, sql) => {
    const found = await verified(reading(await forged(sql)))
    assert.deepEqual([found.exit, codes(found)], [6, ['STORE_UNREADABLE']], found.findings[0]?.message)
  })

  const one = (change: string) => `UPDATE events SET ${change} WHERE position = ${ANSWER}`
  test.each([
    ['nothing where a leaf belongs', `ALTER TABLE events ALTER leaf DROP NOT NULL; ${one('leaf = NULL')}`],
    ['nothing where a revision belongs', `ALTER TABLE events ALTER revision DROP NOT NULL; ${one('revision = NULL')}`],
    ['data of eighty million bytes', one(`data = repeat('x', 80000000)`)],
    ['a salt of eighty million bytes', one(`data_salt = convert_to(repeat('x', 80000000), 'UTF8')`)],
    ['a time beyond 2^53', one('occurred_ms = 9223372036854775807')],
    ['parts that are bytes', `ALTER TABLE events ALTER data TYPE bytea USING convert_to(data, 'UTF8')`],
    ['revisions that are texts', 'ALTER TABLE events ALTER revision TYPE text USING revision::text'],
    ['half a revision', `ALTER TABLE events ALTER revision TYPE float8; ${one('revision = 0.5')}`],
  ])('%s: not readable, and named', async (_what, sql) => {
    const found = await verified(reading(await forged(sql)))
    assert.deepEqual([found.exit, codes(found)[0]], [6, 'ROW_UNREADABLE'], found.findings[0]?.message)
  })
})

test('what was found before the log could not be read any further is kept, and nothing is said of what lies behind', async () => {
  const url = await forged(
    `UPDATE events SET data = data || ' ' WHERE position = 3;
     ALTER TABLE events ALTER leaf DROP NOT NULL; UPDATE events SET leaf = NULL WHERE position = ${ANSWER}`,
  )
  const found = await verified(reading(url), { since: new TextEncoder().encode(evidence.note) })
  assert.deepEqual([found.exit, codes(found)], [6, ['ROW_UNREADABLE', 'PART_DIFFERS']], found.findings[1]?.message)
  assert.deepEqual(
    found.findings.map(({ position }) => position),
    [undefined, 3n],
  )
  assert.deepEqual([found.events, found.proven], [ANSWER - 1, 0])
  assert.equal(found.unchecked[0], 'everything behind the first finding')
  assert.ok(!('isWhole' in found))
})

describe('a ledger in EventStoreDB, on a stand-in for its wire', () => {
  let standIn: EsdbWireStandIn
  beforeAll(async () => {
    standIn = await EsdbWireStandIn.start()
    return () => standIn.stop()
  })
  const keysOf = (name: string) => join(folder, `${name}.keys.db`)
  const opening = (name: string, readOnly: boolean) => async () =>
    eventStoreDb(standIn.url(name), { vault: await sqliteVault(keysOf(name)), readOnly })

  /** The same events, whatever somebody made of one of them. */
  async function told(name: string, forge: (event: StoredEvent) => StoredEvent = (event) => event): Promise<void> {
    const store = await opening(name, false)()
    for (const event of events) await store.append(event.stream, event.revision - 1, [forge(event)])
    await store.close()
  }

  test('is sound, and has the leaves of every other engine', async () => {
    await told('sound')
    const found = await verified(opening('sound', true))
    assert.deepEqual([found.exit, found.events, found.proven, found.findings], [0, EVENTS, EVENTS, []])
  })

  test('a part that says something else: altered, and named', async () => {
    const target = events[ANSWER - 1]
    await told('forged', (event) => (event === target ? { ...event, data: event.data.replace('q-', 'x-') } : event))
    const found = await verified(opening('forged', true))
    assert.deepEqual([found.exit, codes(found)], [1, ['PART_DIFFERS']])
    assert.deepEqual([found.findings[0]?.stream, found.findings[0]?.revision], [target?.stream, target?.revision])
  })

  test('an event that no ledger wrote: not readable', async () => {
    await told('strange')
    const strange = { contentType: 'application/octet-stream', data: Buffer.from('no frame'), metadata: Buffer.of() }
    const id = '00000000-0000-4000-8000-000000000001'
    standIn.log.append('strange.project-EX-0', 'any', [{ id, type: 'ContractSigned', ...strange }])
    const found = await verified(opening('strange', true))
    assert.deepEqual([found.exit, codes(found)], [6, ['ROW_UNREADABLE']])
  })
})
