import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BrokenInvariant, Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import type { Batch } from '../follower/read-model-store.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import type { Projection } from '../read-models/projection.ts'
import { counted, counting } from '../testing/counting.ts'
import { awarded, registered, STREAM } from '../testing/project-facts.ts'
import { allRows, appender } from '../testing/tables.ts'
import { openReadModels, type SqliteReadModels } from './read-models.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (name = 'models.db') => join(folder, name)

async function open(projection: Projection = counting(), name = 'models.db'): Promise<SqliteReadModels> {
  const models = await openReadModels(path(name), [projection])
  onTestFinished(() => models.close())
  return models
}

const codeOf = async (opening: Promise<unknown>): Promise<string> => {
  const thrown = await opening.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(Fault)
  return (thrown as Fault).code
}

const row = (projectId: string, sum: number) => ({ projectId, key: '', count: 1, sum, version: 1 })

const batch = (previous: bigint, position: bigint, change: Partial<Batch['changes'][number]> = {}): Batch => ({
  previous,
  position,
  anchor: { stream: 'project-A', revision: Number(position), eventId: `event-${position}` },
  changes: [{ table: 'counts', cleared: [], deleted: [], replaced: [], inserted: [], ...change }],
})

describe('the file', () => {
  test('a file of something else is refused and left as it is', async () => {
    const other = new Database(path())
    other.exec('create table notes (text text)')
    other.close()
    expect(await codeOf(openReadModels(path(), [counting()]))).toBe('STORE_NOT_A_LEDGER')
    writeFileSync(path('text'), 'not a database, but long enough to look at its beginning '.repeat(20))
    expect(await codeOf(openReadModels(path('text'), [counting()]))).toBe('STORE_NOT_A_LEDGER')
    const again = new Database(path())
    expect(again.prepare('select name from sqlite_schema').all()).toEqual([{ name: 'notes' }])
    again.close()
  })

  test('the ledger itself is refused', async () => {
    await (await sqlite(path('ledger.db'))).close()
    expect(await codeOf(openReadModels(path('ledger.db'), [counting()]))).toBe('STORE_NOT_A_LEDGER')
  })

  test('a file of a newer version is refused', async () => {
    await (await openReadModels(path(), [counting()])).close()
    const newer = new Database(path())
    newer.pragma('user_version = 999')
    newer.close()
    expect(await codeOf(openReadModels(path(), [counting()]))).toBe('STORE_NEWER')
  })

  test('a folder that is not there is refused', async () => {
    expect(await codeOf(openReadModels(join(folder, 'none', 'models.db'), [counting()]))).toBe('STORE_NOT_FOUND')
  })

  test('deleting it costs a replay and nothing else', async () => {
    const store = memory()
    await appender(store)(STREAM, [registered('2023-03-01'), awarded('2023-04-07')])
    const rebuilt = async () => {
      await using models = await openReadModels(path(), [procurementReadModels])
      const follower = follow({ store, models })
      await follower.waitFor(2n, 5_000)
      await follower.stop()
      return allRows(models)
    }
    const before = await rebuilt()
    for (const end of ['', '-wal', '-shm']) rmSync(path() + end, { force: true })
    expect(await rebuilt()).toEqual(before)
    expect(before.awards).toHaveLength(1)
  })

  test('tables are strict, and a table that two projections share is refused', async () => {
    const models = await open()
    expect(
      await models.query("select sql like '%strict' as isStrict from sqlite_schema where name = 'counts__g1'"),
    ).toEqual([{ isStrict: 1 }])
    await expect(openReadModels(path('two'), [counting(), counting()])).rejects.toThrow(BrokenInvariant)
  })
})

describe('the switch to a new version', () => {
  test('waits until the new one is no longer behind what readers see', async () => {
    const old = await open(counting({ version: 1 }))
    await old.claim('one', 1_000)
    await old.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 5)] }))
    const young = await open(counting({ version: 2 }))
    await young.claim('two', 1_000)
    const counts = { inserted: [{ ...row('A', 4), version: 2 }] }
    await young.save('two', 1_000, batch(0n, 4n, counts))
    expect(await young.serve('two')).toBe(false)
    expect([await young.position(), await young.query('select sum, version from counts')]).toEqual([
      5n,
      [{ sum: 5, version: 1 }],
    ])

    await young.save('two', 1_000, batch(4n, 5n, { replaced: [{ ...row('A', 5), version: 2 }] }))
    expect(await young.serve('two')).toBe(true)
    expect([await young.position(), await old.query('select sum, version from counts')]).toEqual([
      5n,
      [{ sum: 5, version: 2 }],
    ])
  })

  test('is for the worker that holds the lease', async () => {
    await open(counting({ version: 1 }))
    const young = await open(counting({ version: 2 }))
    await young.claim('two', 1_000)
    expect(await young.serve('another')).toBe(false)
    expect(await young.serve('two')).toBe(true)
  })
})

describe('saving', () => {
  test('rows and position are saved together, for the owner at the position', async () => {
    const models = await open()
    expect(await models.claim('one', 1_000)).toBe(true)
    expect(await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1), row('B', 2)] }))).toBe(true)
    expect(await models.position()).toBe(5n)
    expect(await models.generation()).toEqual({
      position: 5n,
      anchor: { stream: 'project-A', revision: 5, eventId: 'event-5' },
      isServing: true,
    })
    const change = { replaced: [row('A', 7)], deleted: [{ projectId: 'B', key: '' }], inserted: [row('C', 3)] }
    expect(await models.save('one', 1_000, batch(5n, 6n, change))).toBe(true)
    expect(await models.query('select projectId, sum from counts order by projectId')).toEqual([
      { projectId: 'A', sum: 7 },
      { projectId: 'C', sum: 3 },
    ])
  })

  test('a save from another position, or by another owner, writes nothing', async () => {
    const models = await open()
    await models.claim('one', 1_000)
    await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1)] }))
    expect(await models.save('one', 1_000, batch(4n, 9n, { inserted: [row('B', 2)] }))).toBe(false)
    expect(await models.save('other', 1_000, batch(5n, 9n, { inserted: [row('B', 2)] }))).toBe(false)
    expect(await models.position()).toBe(5n)
    expect(await models.query('select projectId from counts')).toEqual([{ projectId: 'A' }])
  })

  test('a key that stands twice is refused, and nothing of the batch is saved', async () => {
    const models = await open()
    await models.claim('one', 1_000)
    const twice = Array.from({ length: 40 }, (_, i) => row(`P-${i === 39 ? 0 : i}`, i))
    expect(await codeOf(models.save('one', 1_000, batch(0n, 5n, { inserted: twice })))).toBe('STORE_FAILED')
    expect(await models.position()).toBe(0n)
    expect(await models.query('select count(*) as n from counts')).toEqual([{ n: 0 }])
  })

  test('clearing a stream takes its rows and no others', async () => {
    const models = await open()
    await models.claim('one', 1_000)
    await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1), row('B', 2)] }))
    await models.save('one', 1_000, batch(5n, 6n, { cleared: ['A'], inserted: [row('A', 9)] }))
    expect(await models.query('select projectId, sum from counts order by projectId')).toEqual([
      { projectId: 'A', sum: 9 },
      { projectId: 'B', sum: 2 },
    ])
  })
})

describe('the lease', () => {
  test('is held by one until it ends, is given back, or its owner renews it', async () => {
    const models = await open()
    expect(await models.claim('one', 80)).toBe(true)
    expect(await models.claim('other', 80)).toBe(false)
    expect(await models.claim('one', 10_000)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(await models.claim('other', 80)).toBe(false)
    await models.release('other')
    expect(await models.claim('other', 80)).toBe(false)
    await models.release('one')
    expect(await models.claim('other', 20)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await models.claim('one', 80)).toBe(true)
  })

  test('that was given under a clock which has been set back is not waited for', async () => {
    const models = await open()
    await models.claim('one', 1_000)
    const clock = new Database(path())
    clock.exec('update generations set lease_until_ms = lease_until_ms + 86400000')
    clock.close()
    expect(await models.claim('other', 1_000)).toBe(true)
  })
})

describe('queries', () => {
  async function withAwards(): Promise<SqliteReadModels> {
    const store = memory()
    const huge = { amount: '90071992547409.93', currency: 'CNY' }
    await appender(store)(STREAM, [
      registered('2023-03-01'),
      awarded('2023-04-07', 'award-1', { amount: huge }),
      awarded('2023-04-08', 'award-2', { amount: huge }),
    ])
    const models = await open(procurementReadModels as Projection)
    const follower = follow({ store, models })
    await follower.waitFor(3n, 5_000)
    await follower.stop()
    return models
  }

  test('money comes back as bigint, exact beyond what a number holds; every other integer as number', async () => {
    const models = await withAwards()
    const [award] = await models.query('select * from awards order by key')
    expect(award).toMatchObject({
      amountMinor: 9_007_199_254_740_993n,
      occurredMs: 1_680_840_000_000,
      supplier: 'bidder-1',
    })
    expect(
      await models.query('select sum(amountMinor) as sumMinor, count(*) as n, avg(occurredOn) as mean from awards'),
    ).toEqual([{ sumMinor: 18_014_398_509_481_986n, n: 2, mean: 19_454.5 }])
    expect(await models.query('select position from projects')).toEqual([{ position: 3n }])
  })

  test('a sum that a number cannot hold is refused under a name that promises one', async () => {
    const models = await withAwards()
    await expect(models.query('select sum(amountMinor) as total from awards')).rejects.toThrow(BrokenInvariant)
  })

  test('parameters stand for values, and nothing is written through a query', async () => {
    const models = await withAwards()
    const found = await models.query('select key from awards where amountMinor = ? and supplier = ? and ? is null', [
      9_007_199_254_740_993n,
      'bidder-1',
      null,
    ])
    expect(found).toEqual([{ key: 'award-1' }, { key: 'award-2' }])
    await expect(models.query('delete from awards__g1')).rejects.toThrow(BrokenInvariant)
    await using inMemory = await openReadModels(':memory:', [counting()])
    await expect(inMemory.query('insert into counts__g1 values (1, 2, 3, 4, 5)')).rejects.toThrow(BrokenInvariant)
  })

  test('a snapshot sees one state, whatever another process saves meanwhile', async () => {
    const models = await open()
    const writer = await open()
    await writer.claim('one', 1_000)
    await writer.save('one', 1_000, batch(0n, 1n, { inserted: [row('A', 1)] }))
    const database = new Database(path())
    await models.snapshot(async (at) => {
      expect(await at.position()).toBe(1n)
      database.exec("update generations set position = 2; insert into counts__g1 values ('B', '', 1, 1, 1)")
      expect(await at.query('select projectId from counts')).toEqual([{ projectId: 'A' }])
      expect(await at.position()).toBe(1n)
      expect(await models.snapshot((inner) => inner.position())).toBe(1n)
    })
    database.close()
    expect(await models.position()).toBe(2n)
    expect(await models.query('select projectId from counts order by 1')).toEqual([
      { projectId: 'A' },
      { projectId: 'B' },
    ])
  })

  test('the same words see the columns of the generation that serves', async () => {
    const store = memory()
    await appender(store)('project-A', [counted(4)])
    const first = await open()
    const one = follow({ store, models: first })
    await one.waitFor(1n, 5_000)
    await one.stop()
    expect(Object.keys((await first.query<object>('select * from counts'))[0] ?? {})).not.toContain('note')

    const [table] = counting().tables
    const wider = {
      ...counting({ version: 2 }),
      tables: [
        {
          ...table,
          columns: { ...table?.columns, note: 'text' },
          rows: (model: unknown) => (table?.rows(model) ?? []).map((old) => ({ ...old, note: 'new' })),
        },
      ],
    } as Projection
    const second = await open(wider)
    const other = follow({ store, models: second })
    while (other.status().state !== 'following') await new Promise((resolve) => setTimeout(resolve, 5))
    await other.stop()
    expect(await first.query('select * from counts')).toMatchObject([{ sum: 4, note: 'new' }])
    expect(await second.query("select name from sqlite_schema where type = 'table' and name like 'counts%'")).toEqual([
      { name: 'counts__g2' },
    ])
    expect(
      await second.query("select name from sqlite_schema where type = 'index' and name like 'counts__g2__%'"),
    ).toEqual([{ name: 'counts__g2__sum' }])
  })
})
