import { dayNumber } from '@procurement-ledger/core'
import { cnGpl, cnNingbo, cnTbl } from '@procurement-ledger/core/rules'
import { expect, test } from 'vitest'
import { type Told, told } from '../testing/invented.ts'
import {
  awarded,
  bid,
  bidBond,
  cancelled,
  cny,
  folded,
  imported,
  noticed,
  party,
  registered,
  signed,
} from '../testing/project-facts.ts'
import { bondTerms, DEFAULT_LAW } from './bond-terms.ts'
import { procurementReadModels, procurementReadModelsBy } from './procurement-read-models.ts'

const day = (date: string) => dayNumber(date as never)
const withdrawn = (when: string, bidId: string) => told('BidWithdrawn', when, { bidId })

/** bidder-1 wins; bidder-2 does not. */
const bids = [
  bid('2023-03-20', 'bid-1', 'bidder-1'),
  bid('2023-03-20', 'bid-2', 'bidder-2'),
  bidBond('2023-03-20', 'bond-1', 'bidder-1'),
  bidBond('2023-03-20', 'bond-2', 'bidder-2'),
]
const outcome = [awarded('2023-04-07'), noticed('2023-04-10'), signed('2023-04-20')]

const trigger = (bondId: string, ...facts: readonly Told[]) => {
  return bondTerms(folded(...facts), DEFAULT_LAW).get(bondId)?.due?.trigger.day
}

test('under the tendering law the contract counts for winner and loser', () => {
  const facts = [registered('2023-03-01'), ...bids, ...outcome]
  expect(trigger('bond-1', ...facts)).toBe(day('2023-04-20'))
  expect(trigger('bond-2', ...facts)).toBe(day('2023-04-20'))
})

test('under the procurement law the notice counts for the loser, the contract for the winner', () => {
  const facts = [registered('2023-03-01', { regime: 'GPL' }), ...bids, ...outcome]
  expect(trigger('bond-1', ...facts)).toBe(day('2023-04-20'))
  expect(trigger('bond-2', ...facts)).toBe(day('2023-04-10'))
})

test('before the contract or the notice nothing counts', () => {
  expect(trigger('bond-1', registered('2023-03-01'), ...bids, awarded('2023-04-07'))).toBeUndefined()
  expect(trigger('bond-2', registered('2023-03-01', { regime: 'GPL' }), ...bids)).toBeUndefined()
})

test('a winner of one award of several waits for its own contract', () => {
  const other = { supplier: party('bidder-2'), amount: cny('1.00') }
  const facts = [registered('2023-03-01'), ...bids, ...outcome, awarded('2023-04-08', 'award-2', other)]
  expect(trigger('bond-2', ...facts)).toBeUndefined()
  expect(trigger('bond-2', ...facts, signed('2023-04-25', 'contract-2', 'award-2'))).toBe(day('2023-04-25'))
})

test('a winner whose award was cancelled is a loser, and its contract counts for nobody', () => {
  const facts = [registered('2023-03-01'), ...bids, ...outcome, cancelled('2023-04-25')]
  expect(trigger('bond-1', ...facts)).toBeUndefined()
  expect(trigger('bond-2', ...facts)).toBeUndefined()
})

test('under the tendering law a withdrawal counts once every bid of the bidder is withdrawn', () => {
  const facts = [registered('2023-03-01'), ...bids, bid('2023-03-21', 'bid-3', 'bidder-2')]
  const one = [...facts, withdrawn('2023-03-22', 'bid-2')]
  expect(trigger('bond-2', ...one)).toBeUndefined()
  expect(trigger('bond-2', ...one, withdrawn('2023-03-23', 'bid-3'))).toBe(day('2023-03-23'))
})

test('a performance bond has no clock of this law', () => {
  const lodged = told('PerformanceBondLodged', '2023-04-20', {
    ...{ bondId: 'perf-1', supplier: party('bidder-1'), form: 'cash', amount: cny('5.00') },
  })
  expect(trigger('perf-1', registered('2023-03-01'), ...bids, ...outcome, lodged)).toBeUndefined()
})

test('under another regime, or none that is known, nothing counts', () => {
  expect(trigger('bond-1', registered('2023-03-01', { regime: 'other' }), ...bids, ...outcome)).toBeUndefined()
  expect(trigger('bond-1', imported('2024-01-01'), ...bids, ...outcome)).toBeUndefined()
})

test('the packs of the ledger decide: other packs are another read model, and what they do not bind is not due', () => {
  const facts = [registered('2023-03-01'), ...bids, ...outcome]
  const dueBy = (models: typeof procurementReadModels) =>
    ['bonds', 'bond_movements'].map((name) => {
      const table = models.tables.find((one) => one.name === name)
      const released = told('BondReleased', '2023-05-04', {
        ...{ bondId: 'bond-2', principal: cny('5.00'), interest: cny('0.10'), trigger: 'automatic' },
      })
      const [row] = (table?.rows(folded(...facts, released)) ?? []).filter(({ key }) => key !== 'bond-1')
      return name === 'bonds' ? row?.dueRule : row?.legalTriggerOn
    })
  expect(dueBy(procurementReadModels)).toEqual(['R20', day('2023-04-20')])
  const purchases = procurementReadModelsBy({ packs: [cnGpl] })
  expect(purchases.name).toMatch(/^procurement by cn-2026\.1, cn-gpl 1 [0-9a-f]{12}$/)
  expect(dueBy(purchases)).toEqual([null, null])
})

test('a pack whose data were changed under the same version is another read model', () => {
  const [first, ...others] = cnGpl.rules
  const changed = {
    ...cnGpl,
    rules: [{ ...(first as (typeof cnGpl.rules)[0]), effectiveFrom: '2003-01-02' }, ...others],
  }
  expect(procurementReadModelsBy({ packs: [changed] }).name).not.toBe(procurementReadModelsBy({ packs: [cnGpl] }).name)
})

test('packs that say nothing of bid bonds, and the order of packs, change no read model', () => {
  expect(procurementReadModelsBy({})).toBe(procurementReadModels)
  expect(procurementReadModelsBy({ packs: [cnGpl, cnNingbo, cnTbl] })).toBe(procurementReadModels)
})
