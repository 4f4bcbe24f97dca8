import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { counting } from '../testing/counting.ts'
import { sqliteEngine } from '../testing/engines.ts'
import { awarded, registered, STREAM } from '../testing/project-facts.ts'
import { batch, codeOf, readModelsContract, row } from '../testing/read-models-contract.ts'
import { readingContract } from '../testing/reading-contract.ts'
import { allRows, appender } from '../testing/tables.ts'
import { openReadModels } from './read-models.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (name = 'models.db') => join(folder, name)

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
      return await allRows(models)
    }
    const before = await rebuilt()
    for (const end of ['', '-wal', '-shm']) rmSync(path() + end, { force: true })
    expect(await rebuilt()).toEqual(before)
    expect(before.awards).toHaveLength(1)
  })

  test('tables are strict', async () => {
    await using models = await openReadModels(path(), [counting()])
    const sql = "select sql like '%strict' as isStrict from sqlite_schema where name = 'counts__g1'"
    expect(await models.query(sql)).toEqual([{ isStrict: 1 }])
  })
})

test('in memory, where one connection does all, a save waits for the snapshot that is open', async () => {
  await using models = await openReadModels(':memory:', [counting()])
  await models.claim('one', 60_000)
  let saving: Promise<boolean> | undefined
  await models.snapshot(async (at) => {
    saving = models.save('one', 60_000, batch(0n, 1n, { inserted: [row('A', 1)] }))
    await nextTurn()
    expect([await at.position(), await at.query('select * from counts')]).toEqual([0n, []])
  })
  expect(await saving).toBe(true)
  expect(await models.position()).toBe(1n)
})

readModelsContract(sqliteEngine)
readingContract(sqliteEngine)
