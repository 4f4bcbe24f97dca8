import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, type Told, told } from '../testing/invented.ts'
import { bidBond, cny, party, registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { bonds } from './bonds.ts'

const NOT_DUE = {
  ...{ dueRule: null, triggerEvent: null, triggerOn: null, dueOn: null },
  ...{ overdueFrom: null, overdueUntil: null },
}

test('a bid bond and a performance bond each have a row', () => {
  const performance = told('PerformanceBondLodged', '2023-04-20', {
    bondId: 'perf-1',
    supplier: party('bidder-1'),
    form: 'transfer',
    amount: cny('50.00'),
  })
  expect(rowsIn(bonds, registered('2023-03-01'), bidBond('2023-03-20', 'bond-1', 'bidder-2'), performance)).toEqual([
    {
      key: 'bond-1',
      bondKind: 'bid',
      form: 'guarantee',
      bidder: 'bidder-2',
      eventId: inventedId(STREAM, 1),
      occurredMs: on('2023-03-20'),
      occurredOn: dayNumber('2023-03-20' as never),
      currency: 'CNY',
      amountMinor: 2_000n,
      clearedOn: null,
      ...NOT_DUE,
    },
    {
      key: 'perf-1',
      bondKind: 'performance',
      form: 'transfer',
      bidder: 'bidder-1',
      eventId: inventedId(STREAM, 2),
      occurredMs: on('2023-04-20'),
      occurredOn: dayNumber('2023-04-20' as never),
      currency: 'CNY',
      amountMinor: 5_000n,
      clearedOn: null,
      ...NOT_DUE,
    },
  ])
})

test('a bond is cleared on the day on which the last of it left', () => {
  const lodged = bidBond('2023-03-20', 'bond-1', 'bidder-1')
  const forfeited = told('BondForfeited', '2023-05-08', { bondId: 'bond-1', amount: cny('15.00'), reason: 'withdrew' })
  const released = told('BondReleased', '2023-05-04', {
    ...{ bondId: 'bond-1', principal: cny('5.00'), interest: cny('0.10'), trigger: 'automatic' },
  })
  const clearedOn = (...facts: readonly Told[]) =>
    rowsIn(bonds, registered('2023-03-01'), lodged, ...facts).map((row) => row.clearedOn)
  expect(clearedOn(forfeited)).toEqual([null])
  expect(clearedOn(forfeited, released)).toEqual([dayNumber('2023-05-08' as never)])
})
