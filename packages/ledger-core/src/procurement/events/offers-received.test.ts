import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { bidderA, bidderB, bidSubmitted, cny, tendering } from '../../testing/histories.ts'

const negotiating = tendering({ regime: 'GPL', method: 'limited', procedure: 'negotiation' })
const offer = (bidId: string, bidder: object, round?: number) => ({
  bidId,
  bidder,
  price: cny('1900000.00'),
  ...(round === undefined ? {} : { round }),
})
const received = (...offers: object[]) => fact('OffersReceived', { offers })

test('offers need no bids before them, and open the procedure', () => {
  given(...negotiating)
    .when(received(offer('bid-a', bidderA), offer('bid-b', bidderB)))
    .then(({ phase, bids }) => {
      expect(phase).toBe('opened')
      expect([...bids]).toEqual([
        ['bid-a', { bidderId: 'bidder-a', status: 'valid' }],
        ['bid-b', { bidderId: 'bidder-b', status: 'valid' }],
      ])
    })
})

test('offers come with method direct, and in sales', () => {
  const lawful = [
    { method: 'direct' },
    { category: 'land' },
    { category: 'property' },
    { procedure: 'auction' },
    { procedure: 'listing' },
  ]
  for (const override of lawful) {
    given(...tendering(override))
      .when(received(offer('bid-a', bidderA)))
      .then()
  }
})

test('a tender with sealed bids takes no offers', () => {
  for (const method of ['open', 'selective']) {
    given(...tendering({ method }))
      .when(received(offer('bid-a', bidderA)))
      .thenRefused('OFFERS_NOT_ALLOWED')
  }
})

test('a bidder offers in several rounds, once in each', () => {
  given(...negotiating)
    .when(received(offer('bid-a', bidderA, 1), offer('bid-a', bidderA, 2)))
    .then(({ bids }) => expect(bids.size).toBe(1))
  given(...negotiating)
    .when(received(offer('bid-a', bidderA, 1), offer('bid-a', bidderA, 1)))
    .thenRefused('INVALID')
  given(...negotiating)
    .when(received(offer('bid-a', bidderA), offer('bid-a', bidderA)))
    .thenRefused('INVALID')
})

test('an offer on a submitted bid makes it valid', () => {
  given(...negotiating, bidSubmitted('bid-a', bidderA))
    .when(received(offer('bid-a', bidderA)))
    .then(({ bids }) => expect(bids.get('bid-a')?.status).toBe('valid'))
})

test('a bid belongs to one bidder, in earlier facts and in every round', () => {
  given(...negotiating, bidSubmitted('bid-a', bidderA))
    .when(received(offer('bid-a', bidderB)))
    .thenRefused('BIDDER_MISMATCH')
  given(...negotiating)
    .when(received(offer('bid-a', bidderA, 1), offer('bid-a', bidderB, 2)))
    .thenRefused('BIDDER_MISMATCH')
})

test('nobody offers on a withdrawn bid', () => {
  const withdrawn = fact('BidWithdrawn', { bidId: 'bid-a' })
  given(...negotiating, bidSubmitted('bid-a', bidderA), withdrawn)
    .when(received(offer('bid-a', bidderA)))
    .thenRefused('BID_WITHDRAWN')
})

test('rounds count from one', () => {
  given(...negotiating)
    .when(received(offer('bid-a', bidderA, 0)))
    .thenRefused('INVALID')
})
