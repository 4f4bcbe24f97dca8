import { toMinor } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { bondJournal } from '../read-models/bond-journal.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES } from '../testing/engines.ts'
import type { Told } from '../testing/invented.ts'
import { folded } from '../testing/project-facts.ts'
import { randomHistory, randomLog } from '../testing/random-log.ts'
import { appender } from '../testing/tables.ts'
import { type BondBalance, bondBalance } from './bond-balance.ts'
import { BalanceQuery } from './list-queries.ts'

/** fast-check prints the seed of a run that fails. */
const RUNS = 300
const ENGINE_RUNS = 6

const minor = ({ lodged, released, forfeited, claimed, held, debits, credits }: BondBalance) => ({
  lodged: toMinor(lodged),
  left: toMinor(released) + toMinor(forfeited) + toMinor(claimed) + toMinor(held),
  held: toMinor(held),
  debits: toMinor(debits),
  credits: toMinor(credits),
})

test('after every prefix of every history, the debits of each entry are its credits, and nothing is held below 0', () => {
  fc.assert(
    fc.property(randomHistory, (told: readonly Told[]) => {
      for (let size = 1; size <= told.length; size++) {
        const postings = bondJournal(folded(...told.slice(0, size)))
        const entries = Map.groupBy(postings, ({ eventId, currency }) => `${eventId} ${currency}`)
        for (const sides of entries.values())
          expect(sides.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n)).toBe(0n)
        const held = Map.groupBy(
          postings.filter(({ account }) => account === 'held'),
          ({ bondId }) => bondId,
        )
        for (const sides of held.values())
          expect(sides.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n) >= 0n).toBe(
            true,
          )
      }
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test.each(ENGINES)(
  '$name: the books balance after every append, by project, bidder and bank',
  async (engine) => {
    await fc.assert(
      fc.asyncProperty(randomLog, async (log) => {
        const store = memory()
        const append = appender(store)
        await using models = await engine.open(engine.ownPlace(), [procurementReadModels])
        const follower = follow({ store, models })
        for (const { stream, facts } of log) {
          await append(stream, facts)
          expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
          for (const groupBy of ['project', 'bidder', 'bank'])
            for (const currency of ['CNY', 'USD']) {
              const { items, total } = await bondBalance(
                models,
                BalanceQuery.parse({ groupBy, currency, limit: '1000' }),
              )
              for (const { lodged, left, held, debits, credits } of [...items, total].map(minor)) {
                expect(left).toBe(lodged)
                expect(debits).toBe(credits)
                expect(held >= 0n).toBe(true)
              }
              expect(items.map(minor).reduce((sum, { lodged }) => sum + lodged, 0n)).toBe(minor(total).lodged)
            }
        }
        await follower.stop()
        await store.close()
      }),
      { numRuns: ENGINE_RUNS },
    )
  },
  120_000,
)
