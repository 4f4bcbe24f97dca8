import { setTimeout as sleep } from 'node:timers/promises'
import { BrokenInvariant } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import type { Projection } from '../read-models/projection.ts'
import { counted, counting } from './counting.ts'
import type { Engine } from './engines.ts'
import { awarded, registered, STREAM } from './project-facts.ts'
import { batch, row } from './read-models-contract.ts'
import { appender } from './tables.ts'

/** What every engine of read models answers, in the same words. */
export function readingContract(engine: Engine): void {
  async function open(place: string, projection: Projection = counting()): Promise<ReadModels> {
    const models = await engine.open(place, [projection])
    onTestFinished(() => models.close())
    return models
  }

  describe('queries', () => {
    async function withAwards(): Promise<ReadModels> {
      const store = memory()
      const huge = { amount: '90071992547409.93', currency: 'CNY' }
      await appender(store)(STREAM, [
        registered('2023-03-01'),
        awarded('2023-04-07', 'award-1', { amount: huge }),
        awarded('2023-04-08', 'award-2', { amount: huge }),
      ])
      const models = await open(engine.newPlace(), procurementReadModels as Projection)
      const follower = follow({ store, models })
      expect(await follower.waitFor(3n, 10_000)).toBe(true)
      await follower.stop()
      return models
    }

    test('money comes back as bigint, exact beyond what a number holds; every other integer as number', async () => {
      const models = await withAwards()
      const [award] = await models.query('select * from "awards" order by "key"')
      expect(award).toMatchObject({
        amountMinor: 9_007_199_254_740_993n,
        occurredMs: 1_680_840_000_000,
        supplier: 'bidder-1',
        region: null,
      })
      expect(
        await models.query(
          'select sum("amountMinor") as "sumMinor", count(*) as "n", avg("occurredOn") as "mean", max("region") as "none" from "awards"',
        ),
      ).toEqual([{ sumMinor: 18_014_398_509_481_986n, n: 2, mean: 19_454.5, none: null }])
      expect(await models.query('select "position" from "projects"')).toEqual([{ position: 3n }])
      expect(await models.query('select "key" = ? as "isFirst" from "awards" order by "key"', ['award-1'])).toEqual([
        { isFirst: 1 },
        { isFirst: 0 },
      ])
    })

    test('a sum that a number cannot hold is refused under a name that promises one', async () => {
      const models = await withAwards()
      await expect(models.query('select sum("amountMinor") as "total" from "awards"')).rejects.toThrow(BrokenInvariant)
    })

    test('parameters stand for values, and nothing is written through a query', async () => {
      const models = await withAwards()
      const found = await models.query(
        'select "key", \'?\' as "mark" from "awards" where "amountMinor" = ? and "supplier" = ? and ? is null',
        [9_007_199_254_740_993n, 'bidder-1', null],
      )
      expect(found).toEqual([
        { key: 'award-1', mark: '?' },
        { key: 'award-2', mark: '?' },
      ])
      await expect(models.query('delete from awards__g1')).rejects.toThrow(BrokenInvariant)
      await using own = await engine.open(engine.ownPlace(), [counting()])
      await expect(own.query("insert into counts__g1 values ('1', '2', 3, 4, 5)")).rejects.toThrow(BrokenInvariant)
    })

    test('text is ordered and compared by its bytes, whatever a language would say', async () => {
      const models = await open(engine.newPlace())
      const ids = [
        'a',
        'B',
        'Z',
        'ä',
        'aa',
        'A',
        '_',
        '-',
        'é',
        'z',
        '中',
        '人',
        '\u{1f600}',
        '\uffee',
        'a b',
        'a-b',
        '10',
        '9',
      ]
      await models.claim('one', 1_000)
      await models.save('one', 1_000, batch(0n, 1n, { inserted: ids.map((id, i) => row(id, i)) }))
      const expected = ids.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
      const found = await models.query<{ projectId: string }>(
        'select "projectId" from "counts" order by "projectId", "key"',
      )
      expect(found.map(({ projectId }) => projectId)).toEqual(expected)
      for (const [i, id] of expected.entries()) {
        const after = await models.query(
          'select "projectId" from "counts" where ("projectId", "key") > (?, ?) order by "projectId"',
          [id, ''],
        )
        expect(after).toEqual(expected.slice(i + 1).map((projectId) => ({ projectId })))
      }
      expect(
        await models.query('select min("projectId") as "first", max("projectId") as "last" from "counts"'),
      ).toEqual([{ first: expected[0], last: expected.at(-1) }])
    })

    test('the same words see the columns of the generation that serves', async () => {
      const place = engine.newPlace()
      const store = memory()
      await appender(store)('project-A', [counted(4)])
      const first = await open(place)
      const one = follow({ store, models: first })
      expect(await one.waitFor(1n, 10_000)).toBe(true)
      await one.stop()
      expect(Object.keys((await first.query<object>('select * from "counts"'))[0] ?? {})).not.toContain('note')

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
      const second = await open(place, wider)
      const other = follow({ store, models: second })
      while (other.status().state !== 'following') await sleep(5)
      await other.stop()
      expect(await first.query('select * from "counts"')).toMatchObject([{ sum: 4, note: 'new' }])
      expect((await engine.tables(place)).filter((name) => name.startsWith('counts'))).toEqual(['counts__g2'])
      expect(await engine.indexes(place)).toMatchObject([expect.stringMatching(/^counts__g2__/)])
    })
  })

  describe('a snapshot', () => {
    async function withOneRow() {
      const place = engine.newPlace()
      const models = await open(place)
      const writer = await open(place)
      await writer.claim('one', 60_000)
      await writer.save('one', 60_000, batch(0n, 1n, { inserted: [row('A', 1)] }))
      return { models, save: () => writer.save('one', 60_000, batch(1n, 2n, { inserted: [row('B', 1)] })) }
    }
    const ids = 'select "projectId" from "counts" order by 1'

    test('sees one state, whatever another process saves meanwhile', async () => {
      const { models, save } = await withOneRow()
      await models.snapshot(async (at) => {
        expect(await at.position()).toBe(1n)
        expect(await save()).toBe(true)
        expect(await at.query(ids)).toEqual([{ projectId: 'A' }])
        expect(await at.position()).toBe(1n)
      })
      expect(await models.position()).toBe(2n)
      expect(await models.query(ids)).toEqual([{ projectId: 'A' }, { projectId: 'B' }])
    })

    test('is what reads of the models see that are made inside it', async () => {
      const { models, save } = await withOneRow()
      await models.snapshot(async (at) => {
        await at.position()
        await save()
        expect([await models.position(), await models.query(ids)]).toEqual([1n, [{ projectId: 'A' }]])
        expect(await models.snapshot((inner) => inner.position())).toBe(1n)
        const together = await Promise.all([at.query(ids), models.query(ids), at.position()])
        expect(together).toEqual([[{ projectId: 'A' }], [{ projectId: 'A' }], 1n])
      })
    })

    test('keeps its state beside others that are opened later and read at the same time', async () => {
      const { models, save } = await withOneRow()
      const isRead = Promise.withResolvers<void>()
      const isSaved = Promise.withResolvers<void>()
      const before = models.snapshot(async (at) => {
        const rows = await at.query(ids)
        isRead.resolve()
        await isSaved.promise
        return [rows, await at.query(ids), await at.position()]
      })
      await isRead.promise
      await save()
      const after = models.snapshot(async (at) => [await at.query(ids), await at.position()])
      isSaved.resolve()
      expect(await before).toEqual([[{ projectId: 'A' }], [{ projectId: 'A' }], 1n])
      expect(await after).toEqual([[{ projectId: 'A' }, { projectId: 'B' }], 2n])
    })

    test('is read inside its function only, and gives its connection back where that throws', async () => {
      const { models } = await withOneRow()
      const left = await models.snapshot(async (at) => at)
      await expect(left.query(ids)).rejects.toThrow(BrokenInvariant)
      const mistake = new Error('a mistake of the caller')
      for (let i = 0; i < 20; i++)
        await expect(
          models.snapshot(async (at) => {
            await at.position()
            throw mistake
          }),
        ).rejects.toBe(mistake)
      expect(await models.query(ids)).toEqual([{ projectId: 'A' }])
    })

    test('one read that fails beside others leaves nothing on the connection', async () => {
      const { models } = await withOneRow()
      for (let i = 0; i < 20; i++) {
        const failing = models.snapshot((at) =>
          Promise.all([at.query('select "noSuchColumn" from "counts"'), at.query(ids), at.query(ids), at.position()]),
        )
        const beside = models.snapshot(async (at) => [await at.query(ids), await at.position()])
        await expect(failing).rejects.toThrow()
        expect(await beside).toEqual([[{ projectId: 'A' }], 1n])
      }
    })

    test('many at once are all answered', async () => {
      const { models } = await withOneRow()
      const all = Array.from({ length: 40 }, () =>
        models.snapshot(async (at) => [await at.query(ids), await models.position(), await at.query(ids)]),
      )
      for (const answer of await Promise.all(all))
        expect(answer).toEqual([[{ projectId: 'A' }], 1n, [{ projectId: 'A' }]])
    })

    test('that is open is not closed', async () => {
      const { models } = await withOneRow()
      await models.snapshot(async () => {
        await expect(models.close()).rejects.toThrow(BrokenInvariant)
      })
    })
  })
}
