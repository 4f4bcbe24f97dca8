import { setTimeout as sleep } from 'node:timers/promises'
import { BrokenInvariant, Fault } from '@procurement-ledger/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import type { Batch } from '../follower/read-model-store.ts'
import type { Projection } from '../read-models/projection.ts'
import { counting } from './counting.ts'
import type { Engine } from './engines.ts'

export const row = (projectId: string, sum: number) => ({ projectId, key: '', count: 1, sum, version: 1 })

export const batch = (previous: bigint, position: bigint, change: Partial<Batch['changes'][number]> = {}): Batch => ({
  previous,
  position,
  anchor: { stream: 'project-A', revision: Number(position), eventId: `event-${position}` },
  changes: [{ table: 'counts', cleared: [], deleted: [], replaced: [], inserted: [], ...change }],
})

export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(Fault)
  return (thrown as Fault).code
}

/** What every engine of read models keeps: asked of each, in the same words. */
export function readModelsContract(engine: Engine): void {
  async function open(place: string, projection: Projection = counting()): Promise<ReadModels> {
    const models = await engine.open(place, [projection])
    onTestFinished(() => models.close())
    return models
  }

  describe('tables', () => {
    test('one that two projections share is refused', async () => {
      await expect(engine.open(engine.newPlace(), [counting(), counting()])).rejects.toThrow(BrokenInvariant)
    })

    test('a name that an engine could cut off, or that is its own, is refused', async () => {
      for (const name of ['generations', 'x'.repeat(49), 'counts; drop']) {
        const named = { ...counting(), tables: [{ ...counting().tables[0], name }] } as Projection
        await expect(engine.open(engine.newPlace(), [named])).rejects.toThrow(BrokenInvariant)
      }
    })
  })

  describe('the switch to a new version', () => {
    test('waits until the new one is no longer behind what readers see', async () => {
      const place = engine.newPlace()
      const old = await open(place, counting({ version: 1 }))
      await old.claim('one', 1_000)
      await old.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 5)] }))
      const young = await open(place, counting({ version: 2 }))
      await young.claim('two', 10_000)
      const counts = { inserted: [{ ...row('A', 4), version: 2 }] }
      await young.save('two', 10_000, batch(0n, 4n, counts))
      expect(await young.serve('two')).toBe(false)
      const seen = (models: ReadModels) =>
        models.snapshot(async (at) => [await at.position(), await at.query('select "sum", "version" from "counts"')])
      expect(await seen(young)).toEqual([5n, [{ sum: 5, version: 1 }]])

      await young.save('two', 10_000, batch(4n, 5n, { replaced: [{ ...row('A', 5), version: 2 }] }))
      expect(await young.serve('two')).toBe(true)
      expect(await seen(young)).toEqual([5n, [{ sum: 5, version: 2 }]])
      expect(await seen(old)).toEqual([5n, [{ sum: 5, version: 2 }]])
    })

    test('is for the worker that holds the lease', async () => {
      const place = engine.newPlace()
      await open(place, counting({ version: 1 }))
      const young = await open(place, counting({ version: 2 }))
      await young.claim('two', 10_000)
      expect(await young.serve('another')).toBe(false)
      expect(await young.serve('two')).toBe(true)
      expect(await young.serve('two')).toBe(true)
    })

    test('takes the old tables away, and leaves those of a younger one that is being built', async () => {
      const place = engine.newPlace()
      const [first, second] = [await open(place), await open(place, counting({ version: 2 }))]
      await open(place, counting({ version: 3 }))
      await second.claim('two', 10_000)
      expect(await second.serve('two')).toBe(true)
      expect((await engine.tables(place)).filter((name) => name.startsWith('counts'))).toEqual([
        'counts__g2',
        'counts__g3',
      ])
      expect(await first.generation()).toBeUndefined()
      expect([await first.claim('one', 1_000), await first.serve('one')]).toEqual([false, false])
    })

    test('is not seen inside a snapshot that was opened before it', { timeout: 30_000 }, async () => {
      const place = engine.newPlace()
      const old = await open(place, counting({ version: 1 }))
      await old.claim('one', 1_000)
      await old.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 5)] }))
      const young = await open(place, counting({ version: 2 }))
      await young.claim('two', 10_000)
      await young.save('two', 10_000, batch(0n, 5n, { inserted: [{ ...row('A', 5), version: 2 }] }))
      let switching: Promise<boolean> | undefined
      await old.snapshot(async (at) => {
        expect(await at.position()).toBe(5n)
        switching = young.serve('two')
        // Long enough to be under way; what is asked of the snapshot does not depend on it.
        await sleep(200)
        expect(await at.query('select "version" from "counts"')).toEqual([{ version: 1 }])
      })
      expect(await switching).toBe(true)
      expect(await old.query('select "version" from "counts"')).toEqual([{ version: 2 }])
    })
  })

  describe('saving', () => {
    test('rows and position are saved together, for the owner at the position', async () => {
      const models = await open(engine.newPlace())
      expect(await models.claim('one', 1_000)).toBe(true)
      expect(await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1), row('B', 2)] }))).toBe(true)
      expect(await models.position()).toBe(5n)
      expect(await models.generation()).toEqual({
        position: 5n,
        anchor: { stream: 'project-A', revision: 5, eventId: 'event-5' },
        isServing: true,
      })
      const change = { replaced: [row('A', 7)], deleted: [{ owner: 'B', key: '' }], inserted: [row('C', 3)] }
      expect(await models.save('one', 1_000, batch(5n, 6n, change))).toBe(true)
      expect(await models.query('select "projectId", "sum" from "counts" order by "projectId"')).toEqual([
        { projectId: 'A', sum: 7 },
        { projectId: 'C', sum: 3 },
      ])
    })

    test('a save from another position, or by another owner, writes nothing', async () => {
      const models = await open(engine.newPlace())
      await models.claim('one', 1_000)
      await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1)] }))
      expect(await models.save('one', 1_000, batch(4n, 9n, { inserted: [row('B', 2)] }))).toBe(false)
      expect(await models.save('other', 1_000, batch(5n, 9n, { inserted: [row('B', 2)] }))).toBe(false)
      expect(await models.position()).toBe(5n)
      expect(await models.query('select "projectId" from "counts"')).toEqual([{ projectId: 'A' }])
    })

    test('a key that stands twice is refused, and nothing of the batch is saved', async () => {
      const models = await open(engine.newPlace())
      await models.claim('one', 1_000)
      const twice = Array.from({ length: 40 }, (_, i) => row(`P-${i === 39 ? 0 : i}`, i))
      expect(await codeOf(models.save('one', 1_000, batch(0n, 5n, { inserted: twice })))).toBe('STORE_FAILED')
      expect(await models.position()).toBe(0n)
      expect(await models.query('select count(*) as "n" from "counts"')).toEqual([{ n: 0 }])
    })

    test('clearing a stream takes its rows and no others', async () => {
      const models = await open(engine.newPlace())
      await models.claim('one', 1_000)
      await models.save('one', 1_000, batch(0n, 5n, { inserted: [row('A', 1), row('B', 2)] }))
      await models.save('one', 1_000, batch(5n, 6n, { cleared: ['A'], inserted: [row('A', 9)] }))
      expect(await models.query('select "projectId", "sum" from "counts" order by "projectId"')).toEqual([
        { projectId: 'A', sum: 9 },
        { projectId: 'B', sum: 2 },
      ])
    })

    test('more rows than one statement takes are saved, each once, whatever is in their text', async () => {
      const models = await open(engine.newPlace())
      await models.claim('one', 60_000)
      const odd = ['"', '\\', '{', '}', ',', 'NULL', ' ', 'a\nb', '\t', "'", '公共资源', '😀', '', '\\N', '\u2028', '?']
      const many = Array.from({ length: 5_001 }, (_, i) => row(`P-${String(i).padStart(5, '0')}`, i))
      const keyed = odd.map((key, i) => ({ ...row('odd', i), key }))
      await models.save('one', 60_000, batch(0n, 5n, { inserted: [...many, ...keyed] }))
      const [counted] = await models.query(
        'select count(*) as "n", sum("sum") as "total" from "counts" where "key" = ?',
        [''],
      )
      expect(counted).toEqual({ n: 5_002, total: (5_000 * 5_001) / 2 + odd.indexOf('') })
      const found = await models.query('select "key" from "counts" where "projectId" = ? order by "sum"', ['odd'])
      expect(found).toEqual(odd.map((key) => ({ key })))
      for (const [sum, key] of odd.entries())
        expect(
          await models.query('select "sum" from "counts" where "projectId" = ? and "key" = ?', ['odd', key]),
        ).toEqual([{ sum }])
      await models.save(
        'one',
        60_000,
        batch(5n, 6n, {
          deleted: keyed.map(({ projectId, key }) => ({ owner: projectId, key })),
          replaced: many.map((one) => ({ ...one, sum: 1 })),
        }),
      )
      expect(await models.query('select count(*) as "n", sum("sum") as "total" from "counts"')).toEqual([
        { n: 5_001, total: 5_001 },
      ])
    })
  })

  describe('the lease', () => {
    test('is held by one until it ends, is given back, or its owner renews it', async () => {
      const models = await open(engine.newPlace())
      expect(await models.claim('one', 300)).toBe(true)
      expect(await models.claim('one', 60_000)).toBe(true)
      await sleep(400)
      expect(await models.claim('other', 60_000)).toBe(false)
      await models.release('other')
      expect(await models.claim('other', 60_000)).toBe(false)
      await models.release('one')
      expect(await models.claim('other', 20)).toBe(true)
      await sleep(60)
      expect(await models.claim('one', 60_000)).toBe(true)
    })

    test('that was given under a clock which has been set back is not waited for', async () => {
      const place = engine.newPlace()
      const models = await open(place)
      await models.claim('one', 1_000)
      await engine.run(place, 'update generations set lease_until_ms = lease_until_ms + 86400000')
      expect(await models.claim('other', 1_000)).toBe(true)
    })

    test('of many that claim at once, one has it', async () => {
      const place = engine.newPlace()
      const all = await Promise.all(Array.from({ length: 6 }, () => open(place)))
      const held = await Promise.all(all.map((models, i) => models.claim(`worker-${i}`, 10_000)))
      expect(held.filter((isHeld) => isHeld)).toHaveLength(1)
    })
  })
}
