import { dateOfDay } from '@procurement-ledger/core'
import { cnCalendar, cnGpl, cnTbl, type Fact, judge } from '@procurement-ledger/core/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inventedId, type Told } from '../testing/invented.ts'
import { folded, STREAM } from '../testing/project-facts.ts'
import { randomFacts } from '../testing/random-log.ts'
import { bondTerms, DEFAULT_LAW } from './bond-terms.ts'

/** fast-check prints the seed of a run that fails. */
const RUNS = 400

const RULES = ['R20', 'R21', 'R22']
const PACKS = [cnTbl, cnGpl]
const MS_PER_DAY = 86_400_000

test('the read models and the judge know the same due days, and the same bonds as overdue', () => {
  let compared = 0
  fc.assert(
    fc.property(randomFacts, fc.integer({ min: 19_350, max: 19_750 }), (told, day) => {
      // A bond that is stated twice, or under both kinds, is the first one here and the earliest there.
      const lodged = told.filter(({ type }) => type === 'BidBondLodged' || type === 'PerformanceBondLodged')
      const ids = lodged.map(({ data }) => (data as { bondId: string }).bondId)
      fc.pre(new Set(ids).size === ids.length && isStatedOnce(told))
      const on = dateOfDay(day)
      const known = told.filter(({ occurredMs }) => occurredMs < (day - 1) * MS_PER_DAY)
      fc.pre(known[0] === told[0])
      const terms = bondTerms(folded(...known), DEFAULT_LAW)
      const { results } = judge(factsOf(known), { on, packs: PACKS, calendar: cnCalendar })
      for (const { rule, subject, state, dueOn, message } of results) {
        if (!RULES.includes(rule) || subject.kind !== 'bond' || dueOn === undefined) continue
        compared += 1
        const { due, overdue, clearedOn = Infinity } = terms.get(subject.id) ?? {}
        expect([due?.rule, due?.dueOn && dateOfDay(due.dueOn)]).toEqual([rule, dueOn])
        const { from = Infinity, until = Infinity } = overdue ?? {}
        // What was forfeited too late is not back by the rule, and not held either.
        const isLate = state === 'violated' && message.startsWith('not back') && clearedOn > day
        expect([rule, from <= day && day < until]).toEqual([rule, isLate])
      }
      for (const [bondId, { due }] of terms)
        if (due !== undefined)
          expect(results.some(({ rule, subject }) => rule === due.rule && subject.id === bondId)).toBe(true)
    }),
    { numRuns: RUNS },
  )
  expect(compared).toBeGreaterThan(0)
}, 60_000)

const IDS = { AwardDecided: 'awardId', ContractSigned: 'contractId' } as const

/** What is stated again in other words is settled by the order of the record here, and of the facts there. */
function isStatedOnce(told: readonly Told[]): boolean {
  const areOnce = Object.entries(IDS).every(([type, key]) => {
    const ids = told.filter((fact) => fact.type === type).map(({ data }) => (data as Record<string, unknown>)[key])
    return new Set(ids).size === ids.length
  })
  const bids = told.flatMap(({ type, data }) => (type === 'BidSubmitted' ? [data as Bid] : Object.values(data).flat()))
  const stated = (bids as Bid[]).filter((bid) => bid?.bidId !== undefined && bid.bidder !== undefined)
  const bidders = new Set(stated.map(({ bidId, bidder }) => `${bidId} ${bidder.id}`))
  return areOnce && bidders.size === new Set(stated.map(({ bidId }) => bidId)).size
}

interface Bid {
  readonly bidId: string
  readonly bidder: { readonly id: string }
}

const factsOf = (told: readonly Told[]): Fact[] =>
  told.map(({ type, data, occurredMs }, revision) => {
    const at = new Date(occurredMs).toISOString()
    return { eventId: inventedId(STREAM, revision), type, occurredAt: at, recordedAt: at, data: { ...data } }
  })
