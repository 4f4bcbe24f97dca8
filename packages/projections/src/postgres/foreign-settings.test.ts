import { memory } from '@procurement-ledger/core/memory'
import { defaults, Pool, types } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { counting } from '../testing/counting.ts'
import { asSomebody, postgresEngine, schemaOf, withPart } from '../testing/engines.ts'
import { awarded, registered, STREAM } from '../testing/project-facts.ts'
import { batch, row } from '../testing/read-models-contract.ts'
import { allRows, appender } from '../testing/tables.ts'
import type { PostgresPlace } from './place.ts'
import { openPostgresReadModels } from './read-models.ts'

/** What others set in the process or in the database changes no row and no answer. */

const { newPlace } = postgresEngine
const [BOOL, INT8, INT4, TEXTS] = [16, 20, 23, 1009]

test('what others in the process told the driver of types changes nothing', async () => {
  const expected = await folded(newPlace())
  for (const oid of [BOOL, INT8, INT4, TEXTS]) {
    const before = types.getTypeParser(oid)
    types.setTypeParser(oid, (text: string) => `${text} as somebody likes it`)
    onTestFinished(() => types.setTypeParser(oid, before))
  }
  Object.assign(defaults, { binary: true })
  onTestFinished(() => void Object.assign(defaults, { binary: false }))
  expect(await folded(newPlace())).toEqual(expected)
  await switches(newPlace())

  const pool = new Pool({ connectionString: inject('postgresUrl'), max: 1 })
  onTestFinished(() => pool.end())
  await switches({ pool, schema: schemaOf(newPlace()) })
  // What its owner asked for is his again.
  expect((await pool.query('select $1::boolean', [true])).fields[0]?.format).toBe('binary')
})

test('what a database was set to changes nothing', async () => {
  const plain = newPlace()
  const name = `${schemaOf(plain)}_set`
  const place = withPart(plain, { pathname: `/${name}` })
  await asSomebody(plain, (client) => client.query(`create database ${name} encoding 'UTF8' template template0`))
  onTestFinished(
    () => asSomebody(plain, async (client) => void (await client.query(`drop database ${name} with (force)`))),
    60_000,
  )
  for (const setting of [
    'array_nulls = off',
    "default_transaction_isolation = 'serializable'",
    'default_transaction_read_only = on',
    'default_transaction_deferrable = on',
    'standard_conforming_strings = off',
    "bytea_output = 'escape'",
    "search_path = 'nowhere'",
    "client_min_messages = 'debug5'",
    "datestyle = 'german'",
    'extra_float_digits = -15',
    'row_security = on',
  ])
    await asSomebody(plain, (client) => client.query(`alter database ${name} set ${setting}`))
  expect(await folded(place)).toEqual(await folded(plain))
})

async function folded(place: string) {
  const store = memory()
  const position = await appender(store)(STREAM, [registered('2023-03-01'), awarded('2023-04-07')])
  await using models = await openPostgresReadModels(place, [procurementReadModels])
  const follower = follow({ store, models })
  expect(await follower.waitFor(position, 10_000)).toBe(true)
  await follower.stop()
  return await allRows(models)
}

async function switches(place: string | PostgresPlace): Promise<void> {
  await using old = await openPostgresReadModels(place, [counting()])
  await old.claim('one', 60_000)
  await old.save('one', 60_000, batch(0n, 1n, { inserted: [row('A', 7)] }))
  expect(await old.generation()).toMatchObject({ position: 1n, isServing: true })
  await using young = await openPostgresReadModels(place, [counting({ version: 2 })])
  expect(await young.generation()).toMatchObject({ position: 0n, isServing: false })
  await young.claim('two', 60_000)
  await young.save('two', 60_000, batch(0n, 1n, { inserted: [{ ...row('A', 7), version: 2 }] }))
  expect(await young.serve('two')).toBe(true)
  expect(await young.query('select "sum", "version" from "counts" where "sum" = ?', [7])).toEqual([
    { sum: 7, version: 2 },
  ])
}
