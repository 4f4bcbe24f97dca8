import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { SealedEvent } from '../../evidence/sealed-event.ts'
import { NO_STREAM } from '../../ports/event-store.ts'
import { expectFault, logOf } from '../../testing/asked-of-store.ts'
import {
  databaseOf,
  newDatabase,
  newName,
  openedPostgres,
  rawly,
  schemaOf,
  urlWith,
} from '../../testing/postgres/given-ledger.ts'
import { erasureOf, sealRun, sealTexts } from '../../testing/sealed-events.ts'
import { postgres } from '../postgres.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const IMPORTED = 'project-JX-2023-003'

test('as docs/running.md makes them: one owns, one appends without any right to change, one reads', async () => {
  const url = await newDatabase()
  const names = { owner: newName(), app: newName(), reader: newName() }
  const [before, after] = rolesOf(url, names)
  await rawly(url, (ask) => ask(before))
  onTestFinished(() => dropRoles(url, Object.values(names)))
  const as = (username: string) => urlWith(url, { username, password: 'choose' })

  await expectFault(postgres(as(names.app)), 'STORE_DENIED')
  await openedPostgres(as(names.owner))
  await expectFault(postgres(as(names.app)), 'STORE_DENIED')
  await rawly(url, (ask) => ask(after))

  const personal = '{"/actor/name":"Example Person (invented)"}'
  const app = await openedPostgres(as(names.app))
  const [target] = sealTexts(STREAM, [{ personal }]) as [SealedEvent]
  await app.append(STREAM, NO_STREAM, [target])
  await app.append(STREAM, 0, [...erasureOf(target.eventId, target)])
  await app.erase(target.eventId)
  expect(await app.finishErasures()).toBe(0)
  await app.importPage?.(sealTexts(IMPORTED, [{ personal }, {}]))
  expect(await logOf(app)).toMatchObject([{ personal: undefined }, {}, { personal }, {}])

  await rawly(as(names.app), async (ask) => {
    for (const table of ['events', 'personal_parts', 'erasures', 'ledger_head', 'ledger_migrations'])
      for (const statement of [
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `INSERT INTO ${table} SELECT * FROM ${table}`,
        `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
        `DROP TABLE ${table}`,
      ])
        await expect(ask(statement)).rejects.toMatchObject({ code: '42501' })
    for (const [table, column] of [
      ['events', 'data'],
      ['personal_parts', 'personal'],
      ['ledger_head', 'position'],
    ])
      await expect(ask(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toMatchObject({ code: '42501' })
    await expect(ask('SELECT erase_named(0)')).rejects.toMatchObject({ code: '42501' })

    // What import_events reads runs with its owner's rights: so it reads nothing that the caller made.
    for (const trap of [
      'CREATE TEMP VIEW incoming AS SELECT 1 AS nth',
      'CREATE TEMP TABLE incoming (nth bigint)',
      'CREATE TEMP TABLE mine (nth bigint)',
    ]) {
      await ask('BEGIN')
      await ask(trap)
      await expect(ask('SELECT * FROM import_events()')).rejects.toMatchObject({ code: '42501' })
      await ask('ROLLBACK')
    }
    for (const meddling of [
      'CREATE TEMP TABLE child () INHERITS (pg_temp.incoming)',
      'CREATE RULE own AS ON SELECT TO pg_temp.incoming DO INSTEAD SELECT 1',
      'ALTER TABLE pg_temp.incoming ALTER nth SET DEFAULT 1',
      'CREATE TRIGGER own BEFORE INSERT ON pg_temp.incoming EXECUTE FUNCTION refuse()',
    ]) {
      await ask('BEGIN')
      await ask('SELECT open_import()')
      await expect(ask(meddling)).rejects.toMatchObject({ code: '42501' })
      await ask('ROLLBACK')
    }
  })

  const reader = await openedPostgres(as(names.reader), { readOnly: true })
  expect(await logOf(reader)).toHaveLength(4)
  const meddler = await openedPostgres(as(names.reader))
  await expectFault(meddler.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_DENIED')
  await expectFault(meddler.importPage?.(sealRun(OTHER, 1)) ?? Promise.resolve(), 'STORE_DENIED')
})

test('a log of which row security hides a part is not read as if it were the whole', async () => {
  const url = await newDatabase()
  const reader = newName()
  const store = await openedPostgres(url)
  await store.append(STREAM, NO_STREAM, sealRun(STREAM, 3))
  await rawly(url, async (ask) => {
    await ask(`CREATE ROLE ${reader} LOGIN PASSWORD 'choose'`)
    await ask(`GRANT USAGE ON SCHEMA ${schemaOf(url)} TO ${reader}`)
    await ask(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schemaOf(url)} TO ${reader}`)
    await ask('ALTER TABLE events ENABLE ROW LEVEL SECURITY')
    await ask(`CREATE POLICY a_part ON events FOR SELECT USING (position <> 2)`)
  })
  onTestFinished(() => dropRoles(url, [reader]))
  await expectFault(
    postgres(urlWith(url, { username: reader, password: 'choose' }), { readOnly: true }),
    'STORE_DENIED',
  )
})

/** The statements of docs/running.md, for these names: before the ledger is made, and after. */
function rolesOf(
  url: string,
  { owner, app, reader }: { owner: string; app: string; reader: string },
): [string, string] {
  const document = readFileSync(new URL('../../../../../docs/running.md', import.meta.url), 'utf8')
  const blocks = [...document.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) =>
    sql
      .replaceAll('ledger_owner', owner)
      .replaceAll('ledger_app', app)
      .replaceAll('ledger_reader', reader)
      .replaceAll(/\bledgers\b/g, databaseOf(url))
      .replaceAll(/\bjx\b/g, schemaOf(url)),
  )
  return [blocks[0] ?? '', blocks[1] ?? '']
}

async function dropRoles(url: string, names: readonly string[]): Promise<void> {
  await rawly(url, async (ask) => {
    for (const name of names) {
      await ask(`DROP OWNED BY ${name} CASCADE`)
      await ask(`DROP ROLE ${name}`)
    }
  })
}
