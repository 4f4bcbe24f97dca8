import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  accepted,
  bidderA,
  bidderB,
  bidSubmitted,
  bidsEvaluated,
  cny,
  DEADLINE,
  imported,
  withBids,
} from '../../testing/histories.ts'

const valid = { bidId: 'bid-a', bidder: bidderA, price: cny('1900000.00'), duration: 180, valid: true }
const invalid = { bidId: 'bid-b', bidder: bidderB, valid: false, reason: 'the envelope has no seal' }

const openedAt = (occurredAt: string, ...bids: object[]) =>
  fact('BidsOpened', { host: 'Example Host (invented)', room: 'R1', online: true, bids }, { occurredAt })
const openedWith = (...bids: object[]) => openedAt(DEADLINE, ...bids)

test('the bids are opened, and what is not listed stays unopened', () => {
  given(...withBids())
    .when(openedWith(valid, invalid))
    .then(({ phase, bids }) => {
      expect(phase).toBe('opened')
      expect([...bids].map(([bidId, { status }]) => [bidId, status])).toEqual([
        ['bid-a', 'valid'],
        ['bid-b', 'invalid'],
        ['bid-c', 'submitted'],
      ])
    })
})

test('bids are not opened one second before the deadline', () => {
  given(...withBids())
    .when(openedAt('2023-03-31T08:59:59+08:00', valid))
    .thenRefused('DEADLINE_NOT_REACHED')
})

test('where no deadline is known, bids are opened at any time', () => {
  given(
    ...accepted({ method: 'selective' }),
    fact('InvitationIssued', { invited: [bidderA] }),
    bidSubmitted('bid-a', bidderA),
  )
    .when(openedAt('2023-03-30T12:00:00+08:00', valid))
    .then()
})

test('only submitted bids are opened', () => {
  given(...withBids())
    .when(openedWith({ ...valid, bidId: 'bid-z' }))
    .thenRefused('BID_UNKNOWN')
})

test('a withdrawn bid is not opened', () => {
  const withdrawn = fact('BidWithdrawn', { bidId: 'bid-a' }, { occurredAt: DEADLINE })
  given(...withBids(), withdrawn)
    .when(openedWith(invalid, valid))
    .thenRefused('BID_WITHDRAWN')
})

test('a bid is opened as that of its own bidder', () => {
  given(...withBids())
    .when(openedWith({ ...valid, bidder: bidderB }))
    .thenRefused('BIDDER_MISMATCH')
})

test('a bid is opened once', () => {
  given(...withBids())
    .when(openedWith(valid, valid))
    .thenRefused('INVALID')
})

test('an opening without bids is recorded, so that the tender can fail', () => {
  given(...withBids())
    .when(openedWith())
    .then(({ phase }) => expect(phase).toBe('opened'))
})

test('an imported history knows a bid first from its opening, with the finding', () => {
  given(imported()).when(openedWith(valid)).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
  given(imported(), openedWith(valid, invalid)).when(bidsEvaluated()).thenFound('BID_NOT_VALID')
})

test('an opening that an imported history states late takes no bid back', () => {
  given(imported(), openedWith(valid, { ...invalid, valid: true }), bidsEvaluated())
    .when(openedWith(valid))
    .thenFound('OUT_OF_SEQUENCE')
  given(imported(), openedWith(valid, { ...invalid, valid: true }), bidsEvaluated(), openedWith(valid))
    .when(
      fact('CandidatesPublicised', {
        candidates: [{ bidId: 'bid-a', rank: 1 }],
        publicFrom: '2023-04-01',
        publicUntil: '2023-04-04',
      }),
    )
    .thenFound()
})
