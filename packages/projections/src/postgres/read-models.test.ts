import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { describe, expect, onTestFinished, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import type { Projection } from '../read-models/projection.ts'
import { counted, counting } from '../testing/counting.ts'
import { asSomebody, postgresEngine, schemaOf, withPart } from '../testing/engines.ts'
import { batch, codeOf, readModelsContract, row } from '../testing/read-models-contract.ts'
import { readingContract } from '../testing/reading-contract.ts'
import { appender } from '../testing/tables.ts'
import { openPostgresReadModels } from './read-models.ts'

const { newPlace } = postgresEngine

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

test('who still waits for a connection when they are closed is answered', async () => {
  const models = await openPostgresReadModels(newPlace(), [counting()])
  const reads = Array.from({ length: 30 }, () => models.query('select * from "counts"'))
  const closed = models.close()
  expect(await Promise.all(reads)).toEqual(reads.map(() => []))
  await closed
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

readModelsContract(postgresEngine)
readingContract(postgresEngine)
