import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { cny, registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { waivers } from './waivers.ts'

test('every waiver has a row with what was waived in total', () => {
  const waived = told('BidBondWaived', '2023-03-05', { basis: 'small enterprises', amountWaived: cny('300.00') })
  expect(rowsIn(waivers, registered('2023-03-01'), waived)).toEqual([
    {
      key: inventedId(STREAM, 1),
      eventId: inventedId(STREAM, 1),
      occurredMs: on('2023-03-05'),
      occurredOn: dayNumber('2023-03-05' as never),
      currency: 'CNY',
      amountMinor: 30_000n,
    },
  ])
})
