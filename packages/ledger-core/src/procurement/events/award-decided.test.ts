import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  accepted,
  awardDecided,
  awarded,
  bidderA,
  bidderB,
  bidderC,
  cny,
  evaluated,
  HASH,
  imported,
  opened,
} from '../../testing/histories.ts'

const decided = (override: object) =>
  fact('AwardDecided', { awardId: 'award-1', supplier: bidderA, amount: cny('1.00'), basis: 'first', ...override })

const onlyBRanked = fact('BidsEvaluated', {
  scores: [{ bidId: 'bid-b', total: 88, rank: 1 }],
  dissent: [],
  report: { title: 'Evaluation report (invented)', sha256: HASH },
})

test('a ranked bid wins', () => {
  given(...evaluated())
    .when(awardDecided())
    .then(({ awards, phase }) => {
      const amount = { amount: '1900000.00', currency: 'CNY' }
      expect(awards.get('award-1')).toEqual({ bidId: 'bid-a', supplierId: 'bidder-a', amount, status: 'live' })
      expect(phase).toBe('awarded')
    })
})

test('a project may have several awards, of different bids', () => {
  given(...awarded())
    .when(awardDecided('award-2', 'bid-b', bidderB))
    .then(({ awards }) => expect(awards.size).toBe(2))
})

test('an award is named once, also when it was cancelled', () => {
  const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })
  given(...awarded(), cancelled)
    .when(awardDecided())
    .thenRefused('AWARD_EXISTS')
})

test('a bid with a live award cannot win again', () => {
  given(...awarded())
    .when(awardDecided('award-2'))
    .thenRefused('AWARD_EXISTS')
})

test('a bid that was never submitted cannot win', () => {
  given(...evaluated())
    .when(awardDecided('award-1', 'bid-z'))
    .thenRefused('BID_UNKNOWN')
})

test('a bid wins only for its own bidder', () => {
  given(...evaluated())
    .when(awardDecided('award-1', 'bid-a', bidderB))
    .thenRefused('BIDDER_MISMATCH')
})

test('an invalid bid cannot win', () => {
  given(...evaluated())
    .when(awardDecided('award-1', 'bid-c', bidderC))
    .thenRefused('BID_NOT_VALID')
})

test('a bid outside the ranking cannot win', () => {
  given(...opened(), onlyBRanked)
    .when(awardDecided())
    .thenRefused('BID_NOT_RANKED')
})

test('an open tender is not awarded before its evaluation', () => {
  given(...opened())
    .when(awardDecided())
    .thenRefused('OUT_OF_SEQUENCE')
})

const offered = (procedure: string) => [
  ...accepted({ method: 'limited', procedure }),
  fact('InvitationIssued', { invited: [bidderA, bidderB] }),
  fact('OffersReceived', {
    offers: [
      { bidId: 'bid-a', bidder: bidderA, price: cny('1900000.00') },
      { bidId: 'bid-b', bidder: bidderB, price: cny('1950000.00') },
    ],
  }),
]

test('auctions and listings are awarded straight from the offers, lot after lot', () => {
  for (const procedure of ['auction', 'listing'])
    given(...offered(procedure), awardDecided())
      .when(awardDecided('award-2', 'bid-b', bidderB))
      .then(({ awards }) => expect(awards.size).toBe(2))
})

test('an auction that was evaluated follows its ranking', () => {
  given(...offered('auction'), onlyBRanked)
    .when(awardDecided())
    .thenRefused('BID_NOT_RANKED')
})

test('a negotiation is not awarded straight from the offers', () => {
  given(...offered('negotiation'))
    .when(awardDecided())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a single source is awarded without a bid', () => {
  given(...accepted({ method: 'direct', procedure: 'singleSource' }))
    .when(decided({}))
    .then(({ awards }) => expect(awards.get('award-1')?.bidId).toBeUndefined())
})

test('an award has an amount or a rate, never both or none', () => {
  given(...evaluated())
    .when(decided({ amount: undefined, rate: '1.5' }))
    .then()
  given(...evaluated())
    .when(decided({ rate: '1.5' }))
    .thenRefused('INVALID')
  given(...evaluated())
    .when(decided({ amount: undefined }))
    .thenRefused('INVALID')
})

test('an imported award without bids is recorded with its findings', () => {
  given(imported()).when(awardDecided()).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
})

test('a repeat in an imported history does not bring a cancelled award back', () => {
  const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })
  given(imported(), decided({}), cancelled).when(decided({})).thenFound('AWARD_EXISTS')
  given(imported(), decided({}), cancelled, decided({}))
    .when(fact('AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-1' }))
    .thenFound('AWARD_NOT_LIVE')
})
