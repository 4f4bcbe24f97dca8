import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { postgres } from '@procurement-ledger/core/postgres'
import { Pool } from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import type { Projection } from '../read-models/projection.ts'
import { counted, counting } from '../testing/counting.ts'
import { asSomebody, postgresEngine } from '../testing/engines.ts'
import { awarded, registered, STREAM } from '../testing/project-facts.ts'
import { batch, codeOf, readModelsContract, row } from '../testing/read-models-contract.ts'
import { allRows, appender } from '../testing/tables.ts'
import { openPostgresReadModels } from './read-models.ts'

const { newPlace } = postgresEngine

const withPart = (
  url: string,
  parts: Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>,
) => Object.assign(new URL(url), parts).href

const schemaOf = (place: string): string => new URL(place).searchParams.get('schema') ?? ''

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
    expect(await open(withPart(place, { pathname: '/no_such_database' }))).toBe('STORE_NOT_FOUND')
    const reader = `${schemaOf(place)}_reader`
    await asSomebody(place, (client) => client.query(`create role ${reader} login password 'reader'`))
    expect(await open(withPart(place, { username: reader, password: 'wrong' }))).toMatch(/STORE_(DENIED|NOT_FOUND)/)
    expect(await open(withPart(place, { username: reader, password: 'reader' }))).toBe('STORE_DENIED')
    await asSomebody(place, (client) => client.query(`drop role ${reader}`))
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
})

describe('the views', () => {
  test('keep their readers and the views of others over a switch that leaves the columns as they are', async () => {
    const place = newPlace()
    const own = schemaOf(place)
    await (await openPostgresReadModels(place, [counting()])).close()
    await postgresEngine.run(
      place,
      `grant select on counts to public; create schema ${own}_other; create view ${own}_other.sums as select "sum" from ${own}.counts`,
    )
    await using second = await openPostgresReadModels(place, [counting({ version: 2 })])
    await second.claim('two', 10_000)
    await second.save('two', 10_000, batch(0n, 1n, { inserted: [row('A', 7)] }))
    expect(await second.serve('two')).toBe(true)
    const { rows } = await asSomebody(place, (client) =>
      client.query(
        `select "sum"::int, has_table_privilege('public', '${own}.counts', 'select') from ${own}_other.sums`,
      ),
    )
    expect(rows).toEqual([{ sum: 7, has_table_privilege: true }])
  })

  test('of others stand in the way of one that changes their columns: it is told, and the old version goes on', async () => {
    const place = newPlace()
    const own = schemaOf(place)
    await using first = await openPostgresReadModels(place, [counting()])
    await postgresEngine.run(
      place,
      `create schema ${own}_other; create view ${own}_other.sums as select "sum" from ${own}.counts`,
    )
    const [table] = counting().tables
    const { sum: _sum, ...columns } = table?.columns ?? {}
    const narrower = { ...counting({ version: 2 }), tables: [{ ...table, columns, indexes: [] }] } as Projection
    await using second = await openPostgresReadModels(place, [narrower])
    await second.claim('two', 60_000)
    const serving = second.serve('two')
    expect(await codeOf(serving)).toBe('STORE_FAILED')
    await expect(serving).rejects.toThrow(/a view of somebody else/)
    expect(await first.query('select "sum" from "counts"')).toEqual([])
    await postgresEngine.run(place, `drop view ${own}_other.sums`)
    expect(await second.serve('two')).toBe(true)
    await expect(first.query('select "sum" from "counts"')).rejects.toThrow(Fault)
  })
})

test('whoever stands still inside a save is not waited for by those who ask for the lease', async () => {
  const place = newPlace()
  await using models = await openPostgresReadModels(place, [counting()])
  await models.claim('one', 1)
  await asSomebody(place, async (client) => {
    await client.query('begin; update generations set position = position')
    expect(await models.claim('other', 60_000)).toBe(false)
    await client.query('rollback')
  })
  expect(await models.claim('other', 60_000)).toBe(true)
})

test('a database of another encoding is refused', async () => {
  const place = newPlace()
  const name = `${schemaOf(place)}_latin`
  await asSomebody(place, (client) =>
    client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`),
  )
  onTestFinished(() =>
    asSomebody(place, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  )
  expect(await codeOf(openPostgresReadModels(withPart(place, { pathname: `/${name}` }), [counting()]))).toBe(
    'STORE_FAILED',
  )
})

describe('a connection that breaks', () => {
  const endAll = (place: string) =>
    asSomebody(place, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'procurement-ledger-models' and pid in (
           select pid from pg_locks where relation in (select oid from pg_class where relnamespace = current_schema()::regnamespace))`,
      ),
    )

  test('inside a snapshot is told, and the next read has another', async () => {
    const place = newPlace()
    await using models = await openPostgresReadModels(place, [counting()])
    const broken = models.snapshot(async (at) => {
      await at.position()
      await endAll(place)
      return await at.query('select * from "counts"')
    })
    expect(await codeOf(broken)).toBe('STORE_UNREACHABLE')
    expect(await models.query('select * from "counts"')).toEqual([])
  })

  test('between saves is replaced', async () => {
    const place = newPlace()
    await using models = await openPostgresReadModels(place, [counting()])
    await models.claim('one', 60_000)
    await models.save('one', 60_000, batch(0n, 1n, { inserted: [row('A', 1)] }))
    await asSomebody(place, (client) =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'procurement-ledger-models' and query like '%' || $1 || '%'",
        [schemaOf(place)],
      ),
    )
    const again = async (): Promise<boolean> =>
      models.save('one', 60_000, batch(1n, 2n, { inserted: [row('B', 1)] })).catch(again)
    expect(await again()).toBe(true)
    expect(await models.position()).toBe(2n)
  })
})

test('a server that is gone stalls the follower, which goes on by itself when the server is back', async () => {
  const place = newPlace()
  const wire = await openWire(place)
  const store = memory()
  const append = appender(store)
  await using models = await openPostgresReadModels(wire.url, [counting()])
  const follower = follow({ store, models, leaseMs: 1_000 })
  onTestFinished(() => follower.stop())
  expect(await follower.waitFor(await append('project-A', [counted(1)]), 10_000)).toBe(true)

  wire.cut()
  const position = await append('project-A', [counted(2)])
  while (follower.status().state !== 'stalled') await sleep(10)
  expect(follower.status().error?.code).toBe('STORE_UNREACHABLE')
  expect(await codeOf(models.query('select * from "counts"'))).toBe('STORE_UNREACHABLE')

  wire.restore()
  while (follower.status().state !== 'following' || follower.status().position < position) await sleep(10)
  expect(await models.query('select "count", "sum" from "counts"')).toEqual([{ count: 2, sum: 3 }])
})

/** A wire to the server that can be cut. */
async function openWire(place: string) {
  const { hostname, port } = new URL(place)
  const sockets = new Set<Socket>()
  let isCut = false
  const wire = createServer((client) => {
    if (isCut) return void client.destroy()
    const server = connect({ host: hostname, port: Number(port || 5432) })
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    client.pipe(server).pipe(client)
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    cut()
    wire.close()
  })
  const address = wire.address() as AddressInfo
  return {
    url: withPart(place, { hostname: '127.0.0.1', port: String(address.port) }),
    cut,
    restore() {
      isCut = false
    },
  }
}

const withSchema = (place: string, schema: string): string => {
  const url = new URL(place)
  url.searchParams.set('schema', schema)
  return url.href
}

readModelsContract(postgresEngine)
