import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { opened, party, registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { competition } from './competition.ts'

test('the bids of an opening are counted, valid or not', () => {
  const facts = [registered('2023-03-01'), opened('2023-03-31', ['bid-1', 'bidder-1'], ['bid-2', 'bidder-2'])]
  expect(rowsIn(competition, ...facts)).toEqual([
    {
      key: '',
      eventId: inventedId(STREAM, 1),
      occurredMs: on('2023-03-31'),
      occurredOn: dayNumber('2023-03-31' as never),
      bids: 2,
    },
  ])
})

test('offers in several rounds are one bid each', () => {
  const round = (when: string, number: number) =>
    told('OffersReceived', when, { offers: [{ bidId: 'bid-1', bidder: party('bidder-1'), round: number }] })
  expect(rowsIn(competition, registered('2023-03-01'), round('2023-03-31', 1), round('2023-04-01', 2))).toMatchObject([
    { bids: 1, occurredOn: dayNumber('2023-03-31' as never) },
  ])
})

test('an opening without a bid is counted with none', () => {
  expect(rowsIn(competition, registered('2023-03-01'), opened('2023-03-31'))).toMatchObject([{ bids: 0 }])
})
