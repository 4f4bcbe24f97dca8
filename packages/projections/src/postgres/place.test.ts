import { memory } from '@procurement-ledger/core/memory'
import { postgres } from '@procurement-ledger/core/postgres'
import { Pool } from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { counting } from '../testing/counting.ts'
import { asSomebody, postgresEngine, schemaOf, withPart } from '../testing/engines.ts'
import { awarded, registered, STREAM } from '../testing/project-facts.ts'
import { batch, codeOf, row } from '../testing/read-models-contract.ts'
import { allRows, appender } from '../testing/tables.ts'
import { openPostgresReadModels } from './read-models.ts'

const { newPlace } = postgresEngine

const DROP_MS = 60_000

describe('the place', () => {
  test('what is no URL of a database, or names no schema, is refused, and no password is repeated', async () => {
    for (const url of [
      'postgres://user:secret@127.0.0.1:1/',
      'mysql://user:secret@127.0.0.1/db',
      'postgres://user:secret@127.0.0.1/db?schema=No Such',
      'postgres://user:secret@127.0.0.1/db?schema=pg_catalog',
    ]) {
      const opening = openPostgresReadModels(url, [counting()])
      expect(await codeOf(opening)).toBe('STORE_NOT_FOUND')
      await expect(opening).rejects.not.toThrow(/secret/)
    }
  })

  test('a server that is not there, a database that is not, and a user that may not, each have their code', async () => {
    const place = newPlace()
    const open = (url: string) => codeOf(openPostgresReadModels(url, [counting()]))
    expect(await open(withPart(place, { port: '1' }))).toBe('STORE_UNREACHABLE')
    // A name with several addresses, on many machines.
    expect(await open(withPart(place, { hostname: 'localhost', port: '1' }))).toBe('STORE_UNREACHABLE')
    expect(await open(withPart(place, { hostname: 'no-such-host.invalid' }))).toBe('STORE_UNREACHABLE')
    expect(await open(withPart(place, { pathname: '/no_such_database' }))).toBe('STORE_NOT_FOUND')
    const reader = `${schemaOf(place)}_reader`
    await asSomebody(place, (client) => client.query(`create role ${reader} login password 'reader'`))
    onTestFinished(() => asSomebody(place, async (client) => void (await client.query(`drop role ${reader}`))))
    expect(await open(withPart(place, { username: reader, password: 'wrong' }))).toBe('STORE_DENIED')
    expect(await open(withPart(place, { username: reader, password: 'reader' }))).toBe('STORE_DENIED')
  })

  test('a schema of something else is refused and left as it is', async () => {
    const place = newPlace()
    await asSomebody(place, (client) =>
      client.query(`create schema ${schemaOf(place)}; create table ${schemaOf(place)}.notes (note text)`),
    )
    expect(await codeOf(openPostgresReadModels(place, [counting()]))).toBe('STORE_NOT_A_LEDGER')
    expect(await postgresEngine.tables(place)).toEqual(['notes'])
  })

  test('the schema of a ledger is refused; another one of the same database is taken', async () => {
    const place = newPlace()
    const store = await postgres(place)
    onTestFinished(() => store.close())
    expect(await codeOf(openPostgresReadModels(place, [counting()]))).toBe('STORE_NOT_A_LEDGER')
    const beside = withSchema(place, `${schemaOf(place)}_models`)
    await using models = await openPostgresReadModels(beside, [procurementReadModels])
    const position = await appender(store)(STREAM, [registered('2023-03-01'), awarded('2023-04-07')])
    const follower = follow({ store, models })
    expect(await follower.waitFor(position, 10_000)).toBe(true)
    await follower.stop()
    expect(await models.query('select "phase" from "projects"')).toEqual([{ phase: 'awarded' }])
  })

  test('a schema of a newer version is refused', async () => {
    const place = newPlace()
    await (await openPostgresReadModels(place, [counting()])).close()
    await postgresEngine.run(place, 'update read_models_layout set version = 999')
    expect(await codeOf(openPostgresReadModels(place, [counting()]))).toBe('STORE_NEWER')
  })

  test('many that open it at once make it once', async () => {
    const place = newPlace()
    const all = await Promise.all(Array.from({ length: 6 }, () => openPostgresReadModels(place, [counting()])))
    expect((await postgresEngine.tables(place)).filter((name) => name.startsWith('counts'))).toEqual(['counts__g1'])
    await Promise.all(all.map((models) => models.close()))
  })

  test('dropping it costs a replay and nothing else', async () => {
    const place = newPlace()
    const store = memory()
    await appender(store)(STREAM, [registered('2023-03-01'), awarded('2023-04-07')])
    const rebuilt = async () => {
      await using models = await openPostgresReadModels(place, [procurementReadModels])
      const follower = follow({ store, models })
      expect(await follower.waitFor(2n, 10_000)).toBe(true)
      await follower.stop()
      return await allRows(models)
    }
    const before = await rebuilt()
    await postgresEngine.run(place, `drop schema ${schemaOf(place)} cascade`)
    expect(await rebuilt()).toEqual(before)
    expect(before.awards).toHaveLength(1)
  })

  test('a pool that was given is borrowed, nothing is left on its connections, and it stays open', async () => {
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 1 })
    onTestFinished(() => pool.end())
    const settings = () => pool.query("select current_setting('search_path') as path, current_setting('jit') as jit")
    const { rows: before } = await settings()
    const models = await openPostgresReadModels({ pool, schema: schemaOf(newPlace()) }, [counting()])
    expect(await models.claim('one', 1_000)).toBe(true)
    await models.save('one', 1_000, batch(0n, 1n, { inserted: [row('A', 1)] }))
    expect(await models.query('select "sum" from "counts"')).toEqual([{ sum: 1 }])
    await models.close()
    expect((await settings()).rows).toEqual(before)
  })

  test('a database of another encoding is refused', async () => {
    const place = newPlace()
    const name = `${schemaOf(place)}_latin`
    await asSomebody(place, (client) =>
      client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`),
    )
    // Dropping a database waits for a checkpoint of the whole server.
    onTestFinished(
      () => asSomebody(place, async (client) => void (await client.query(`drop database ${name} with (force)`))),
      DROP_MS,
    )
    expect(await codeOf(openPostgresReadModels(withPart(place, { pathname: `/${name}` }), [counting()]))).toBe(
      'STORE_FAILED',
    )
  })
})

const withSchema = (place: string, schema: string): string => {
  const url = new URL(place)
  url.searchParams.set('schema', schema)
  return url.href
}
