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
  expect(await logOf(app)).toMatchObject([{ personal: undefined }, {}])

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
  })

  const reader = await openedPostgres(as(names.reader), { readOnly: true })
  expect(await logOf(reader)).toHaveLength(2)
  const meddler = await openedPostgres(as(names.reader))
  await expectFault(meddler.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_DENIED')
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
