import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, cny, evaluated } from '../../testing/histories.ts'

const waived = (override: object = {}) =>
  fact('BidBondWaived', { basis: 'Example county notice (invented)', amountWaived: cny('120000.00'), ...override })

test('bid bonds are waived for all bidders, and no bond is held', () => {
  given(...accepted())
    .when(waived())
    .then(({ bonds }) => expect(bonds.size).toBe(0))
})

test('a bid bond is waived for one bidder', () => {
  given(...accepted())
    .when(waived({ bidder: bidderA }))
    .then()
})

test('nothing is waived after the evaluation', () => {
  given(...evaluated())
    .when(waived())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('what is waived is money', () => {
  given(...accepted())
    .when(waived({ amountWaived: '120000.00' }))
    .thenRefused('INVALID')
})
