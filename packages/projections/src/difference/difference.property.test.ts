import { fromMinor, type Money, toMinor, utcMillis } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCuts } from '../cuts/cuts.ts'
import { openReadModels } from '../sqlite/index.ts'
import type { Definition } from '../statistics/definition.ts'
import { keysOf, STATISTICS } from '../statistics/definitions.ts'
import { differenceQuery } from '../statistics/statistic-query.ts'
import { randomLog } from '../testing/random-log.ts'
import { placeInLog } from '../testing/random-moments.ts'
import { appender } from '../testing/tables.ts'
import { type Difference, type DifferenceItem, difference } from './difference.ts'

/** What the listed rows add is the change of the figure, and no row changes without an event. */

const RUNS = 40

const place = fc.record({ at: placeInLog, isByMoment: fc.boolean() })
const asked = fc.record({ log: randomLog, a: place, b: place, to: fc.constantFrom('2023-03-31', '2023-12-31') })

/** Keys whose figure sums the values of the very rows that stand behind another key. */
const SUMS: { readonly [id: string]: readonly [key: string, sum: string] } = {
  'cycle-time': ['n', 'sum'],
  'registration-time': ['n', 'sum'],
  'contract-publication-time': ['n', 'sum'],
  'award-to-contract-time': ['n', 'sum'],
  'ocp-U059': ['n', 'sum'],
  'ocp-U061': ['n', 'sum'],
  turnover: ['sum', 'sum'],
  savings: ['n', 'sum'],
  contracts: ['n', 'sum'],
  'award-financing': ['n', 'sum'],
  'historic-bonds': ['n', 'sum'],
  'bid-bonds': ['lodged.n', 'lodged.sum'],
}

const at = (told: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], told)

const add = (values: readonly (number | Money | undefined)[]): number | Money => {
  const [some] = values.filter((value) => value !== undefined)
  if (typeof some !== 'object') return values.reduce<number>((sum, value) => sum + ((value as number) ?? 0), 0)
  const minor = values.reduce((sum, value) => sum + (value === undefined ? 0n : toMinor(value as Money)), 0n)
  return fromMinor(minor, some.currency)
}

const less = (one: unknown, other: unknown): unknown =>
  typeof one === 'object'
    ? fromMinor(toMinor(one as Money) - toMinor(other as Money), (one as Money).currency)
    : (one as number) - (other as number)

test('what the listed rows add is the change of every figure, and each names the events behind it', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(asked, async ({ log, a, b, to }) => {
      const store = memory()
      const append = appender(store)
      const moments: number[] = []
      const clocks = new Map<string, number>()
      for (const { stream, facts } of log)
        for (const fact of facts) {
          const recordedMs = Math.max(clocks.get(stream) ?? 0, fact.recordedMs ?? fact.occurredMs)
          clocks.set(stream, recordedMs)
          moments.push(recordedMs)
          await append(stream, [{ ...fact, recordedMs }])
        }
      const textOf = ({ at, isByMoment }: typeof a): string => {
        const index = Math.min(moments.length - 1, Math.floor(at * moments.length))
        return isByMoment ? utcMillis(moments[index] ?? 0) : String(index)
      }
      const texts = { a: textOf(a), b: textOf(b) }
      await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })

      const told = async (definition: Definition, parameters: object): Promise<Difference> => {
        const query = differenceQuery(definition).parse({
          ...{ ...texts, to, ...parameters },
          ...(definition.options.includes('lodgedBefore') && { lodgedBefore: '2023-06-01' }),
        })
        return difference({ cuts, log: store }, definition, query)
      }

      const pages = async (definition: Definition, parameters: object): Promise<readonly DifferenceItem[]> => {
        const items: DifferenceItem[] = []
        let after: string | undefined
        do {
          const page = await told(definition, { ...parameters, limit: '2', ...(after !== undefined && { after }) })
          items.push(...page.items)
          after = page.next
        } while (after !== undefined)
        return items
      }

      for (const definition of STATISTICS) {
        const { id } = definition
        for (const key of [undefined, ...keysOf(definition)]) {
          const excluded = key?.startsWith('excluded.') ? { excluded: key.slice('excluded.'.length) } : undefined
          const parameters = key === undefined ? {} : (excluded ?? { key })
          const whole = await told(definition, { ...parameters, limit: '1000' })
          const { items, change } = whole
          seen += items.length
          expect([id, key, items.reduce((sum, { n }) => sum + n, 0)]).toEqual([id, key, change.n])
          if (items.some(({ value }) => value !== undefined))
            expect([id, key, add(items.map(({ value }) => value))]).toEqual([id, key, change.sum])
          for (const { events } of items) expect([id, key, events.length > 0]).toEqual([id, key, true])
          const now = at(whole.b.total, key ?? definition.population)
          if (typeof now === 'number' && isCount(definition, key ?? definition.population))
            expect([id, key, now - (at(whole.a.total, key ?? definition.population) as number)]).toEqual([
              ...[id, key, change.n],
            ])
          if (key === undefined) expect(await pages(definition, parameters)).toEqual(items)
        }
        const sums = SUMS[id]
        if (sums === undefined) continue
        const { a, b, change } = await told(definition, { key: sums[0] })
        expect([id, less(at(b.total, sums[1]), at(a.total, sums[1]))]).toEqual([id, change.sum])
      }
      await store.close()
    }),
    { numRuns: RUNS },
  )
  expect(seen).toBeGreaterThan(1_000)
}, 300_000)

function isCount({ figure, excluded }: Definition, key: string): boolean {
  const measure = at({ ...figure, excluded }, key) as { readonly give?: string }
  return measure.give === 'count'
}
