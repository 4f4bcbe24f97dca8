import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'vitest'
import { type Ledger, openLedger } from '../ledger.ts'
import { memory } from '../stores/memory.ts'
import { annulling, begun, correcting, historyOf } from '../testing/corrections.ts'
import { fact, type Stated } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import type { Fact } from './command.ts'
import type { LedgerEvent } from './event.ts'

/** Printed in the name of the property; FC_SEED repeats it. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`a ledger that keeps its states decides as one that folds them anew for every command (seed ${SEED})`, async () => {
  const pool = [...histories.completed().slice(1), fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })]
  const renamed = (data: unknown, from: string, to: string): object =>
    JSON.parse(JSON.stringify(data).replaceAll(from, to))
  const rename = fc.constantFrom(['none', 'none'], ['bid-a', 'bid-b'], ['bidder-a', 'bidder-b'], ['award-1', 'award-2'])
  const asked = fc.record({
    kind: fc.constantFrom('fact', 'fact', 'correction', 'annulment'),
    /** Of the pool, or among the events so far. */
    place: fc.nat(),
    names: rename as fc.Arbitrary<[string, string]>,
  })
  type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

  const factFor = (events: readonly LedgerEvent[], { kind, place, names }: Asked): Fact => {
    const target = events[place % events.length] as LedgerEvent
    if (kind === 'correction') return correcting(target.eventId, renamed(target.data, ...names))
    if (kind === 'annulment') return annulling(target.eventId)
    const { data, ...stated } = factOf(pool[place % pool.length] as Stated)
    return { ...stated, data: renamed(data, ...names) }
  }

  /** The state, and what was found about each event when it was recorded. */
  const leftIn = async (ledger: Ledger) => {
    const events = await historyOf(ledger)
    const state = { ...(await ledger.project('P-1')), position: '' }
    return { state, found: events.map(({ type, findings = [] }) => [type, ...findings.map(({ code }) => code)]) }
  }

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<readonly Stated[]>([histories.imported()], histories.awarded()),
      fc.array(fc.array(asked, { minLength: 1, maxLength: 3 }), { maxLength: 25, size: 'max' }),
      async (beginning, commands) => {
        const [kept, folded] = [await begun(memory(), beginning), await begun(memory(), beginning)]
        for (const command of commands) {
          const asked = await Promise.all(
            [kept, folded].map(async ({ ledger }) => {
              const events = await historyOf(ledger)
              return command.map((one) => factFor(events, one))
            }),
          )
          const fresh = await openLedger({ store: folded.store })
          const outcomes = [
            await kept.ledger.submit('P-1', asked[0] as Fact[]),
            await fresh.submit('P-1', asked[1] as Fact[]),
          ].map((outcome) => (outcome.status === 'refused' ? outcome.refusal.code : outcome.receipts.length))
          assert.equal(outcomes[0], outcomes[1])
        }
        const [one, other] = await Promise.all([kept, folded].map(({ ledger }) => leftIn(ledger)))
        assert.deepEqual(one, other)
      },
    ),
    { seed: SEED, numRuns: 60 },
  )
})
