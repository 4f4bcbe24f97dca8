import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, type Told, told } from '../testing/invented.ts'
import { awarded, bidBond, cny, registered, released, rowsIn, STREAM, signed } from '../testing/project-facts.ts'
import { bondMovements } from './bond-movements.ts'

const day = (date: string) => dayNumber(date as never)
const facts = [registered('2023-03-01'), bidBond('2023-03-20', 'bond-1', 'bidder-1')]

test('a release tells principal, interest and whether it came by itself', () => {
  expect(rowsIn(bondMovements, ...facts, released('2023-04-22', 'bond-1'))).toEqual([
    {
      key: inventedId(STREAM, 2),
      eventId: inventedId(STREAM, 2),
      bondId: 'bond-1',
      bondKind: 'bid',
      form: 'guarantee',
      movement: 'released',
      occurredMs: on('2023-04-22'),
      occurredOn: day('2023-04-22'),
      lodgedEvent: inventedId(STREAM, 1),
      lodgedMs: on('2023-03-20'),
      lodgedOn: day('2023-03-20'),
      currency: 'CNY',
      amountMinor: 2_000n,
      takenMinor: 2_000n,
      interestMinor: 10n,
      automatic: 1,
      legalTriggerOn: null,
      heldFrom: null,
      heldUntil: null,
      overdueFrom: null,
      overdueUntil: null,
    },
  ])
})

test('a release that was applied for is not automatic', () => {
  expect(rowsIn(bondMovements, ...facts, released('2023-04-22', 'bond-1', { trigger: 'applied' }))).toMatchObject([
    { automatic: 0 },
  ])
})

test('what is forfeited or claimed has a row too', () => {
  const forfeited = told('BondForfeited', '2023-04-10', { bondId: 'bond-1', amount: cny('5.00'), reason: 'withdrew' })
  const claimed = told('GuaranteeClaimed', '2023-04-11', { bondId: 'bond-1', amount: cny('6.00'), reason: 'withdrew' })
  expect(rowsIn(bondMovements, ...facts, forfeited, claimed)).toMatchObject([
    { movement: 'forfeited', amountMinor: 500n, interestMinor: 0n, automatic: 0 },
    { movement: 'claimed', amountMinor: 600n, interestMinor: 0n, automatic: 0 },
  ])
})

test('movements take from a bond what it holds, in the order in which they occurred, and no other money', () => {
  const takes = (...movements: readonly Told[]) =>
    rowsIn(bondMovements, ...facts, ...movements).map(({ takenMinor }) => takenMinor)
  const part = (when: string, amount: string) => released(when, 'bond-1', { principal: cny(amount) })
  expect(takes(part('2023-04-10', '15.00'), part('2023-04-11', '5.00'))).toEqual([1_500n, 500n])
  expect(takes(part('2023-04-10', '15.00'), part('2023-04-11', '15.00'))).toEqual([1_500n, 500n])
  expect(takes(part('2023-04-11', '15.00'), part('2023-04-10', '15.00'))).toEqual([500n, 1_500n])
  const usd = { amount: '20.00', currency: 'USD' }
  expect(takes(released('2023-04-10', 'bond-1', { principal: usd, interest: usd }))).toEqual([0n])
})

test('what a bond holds is less by a movement from its day on, and until the bond is cleared', () => {
  const part = (when: string, amount: string) => released(when, 'bond-1', { principal: cny(amount) })
  const less = (...movements: readonly Told[]) =>
    rowsIn(bondMovements, ...facts, ...movements).map(({ heldFrom, heldUntil }) => [heldFrom, heldUntil])
  expect(less(part('2023-04-10', '15.00'))).toEqual([[day('2023-04-10'), null]])
  expect(less(part('2023-04-10', '15.00'), part('2023-05-11', '5.00'))).toEqual([
    [day('2023-04-10'), day('2023-05-11')],
    [null, null],
  ])
  // Entered for a day before the bond was lodged: with it.
  expect(less(part('2023-03-02', '15.00'))).toEqual([[day('2023-03-20'), null]])
})

test('a contract that is signed after the release still tells when the law began to count', () => {
  const rows = rowsIn(
    bondMovements,
    ...facts,
    released('2023-04-19', 'bond-1'),
    awarded('2023-04-07'),
    signed('2023-04-20'),
  )
  expect(rows).toMatchObject([{ legalTriggerOn: day('2023-04-20') }])
})

test('a release of what was never lodged has no row, until an imported history states the bond', () => {
  const [project] = facts
  const history = [project as (typeof facts)[number], released('2023-04-22', 'bond-9')]
  expect(rowsIn(bondMovements, ...history)).toEqual([])
  expect(rowsIn(bondMovements, ...history, bidBond('2023-03-20', 'bond-9', 'bidder-1'))).toHaveLength(1)
})
