import { expect, test } from 'vitest'
import { fact, given, type Stated } from '../../testing/given.ts'
import { accepted, bidderA, bidderB, bidSubmitted, DEADLINE, HASH, tendering } from '../../testing/histories.ts'

const ONE_SECOND_LATE = '2023-03-31T09:00:01+08:00'
const closed = fact('SubmissionClosed', { bidCount: 0 }, { occurredAt: DEADLINE })
const unsealed = fact('BidSubmitted', { bidId: 'bid-a', bidder: bidderA })
const suspended = (occurredAt: string) => fact('ProcedureSuspended', { cause: 'objection' }, { occurredAt })

test('a sealed bid arrives', () => {
  given(...tendering())
    .when(bidSubmitted('bid-a', bidderA))
    .then(({ bids }) => expect(bids.get('bid-a')).toEqual({ bidderId: 'bidder-a', status: 'submitted' }))
})

test('a bid exactly at the deadline is in time, whatever its offset', () => {
  given(...tendering())
    .when(bidSubmitted('bid-a', bidderA, DEADLINE))
    .then()
  given(...tendering())
    .when(bidSubmitted('bid-a', bidderA, '2023-03-31T01:00:00Z'))
    .then()
})

test('a bid one second after the deadline is late', () => {
  given(...tendering())
    .when(bidSubmitted('bid-a', bidderA, ONE_SECOND_LATE))
    .thenRefused('DEADLINE_PASSED')
})

test('a bid that arrived in time may be recorded late', () => {
  given(...tendering(), bidSubmitted('bid-b', bidderB, DEADLINE))
    .when(bidSubmitted('bid-a', bidderA, '2023-03-20T10:00:00+08:00'))
    .then()
})

test('no bid comes after submission was closed', () => {
  const negotiating = [...accepted({ method: 'limited' }), fact('InvitationIssued', { invited: [bidderA] })]
  given(...negotiating, closed)
    .when(bidSubmitted('bid-a', bidderA, ONE_SECOND_LATE))
    .thenRefused('SUBMISSION_CLOSED')
})

test('a bid that arrived before submission was closed may be recorded after it', () => {
  for (const occurredAt of ['2023-03-30T10:00:00+08:00', DEADLINE])
    given(...tendering(), closed)
      .when(bidSubmitted('bid-a', bidderA, occurredAt))
      .then()
})

test('no bid comes while the procedure is suspended', () => {
  given(...tendering(), suspended('2023-03-20T09:00:00+08:00'))
    .when(bidSubmitted('bid-a', bidderA))
    .thenRefused('SUSPENDED')
})

test('a bidId names one bid for ever', () => {
  given(...tendering(), bidSubmitted('bid-a', bidderA))
    .when(bidSubmitted('bid-a', bidderB))
    .thenRefused('BID_EXISTS')
})

test('a sealed bid carries its commitment', () => {
  for (const method of ['open', 'selective']) {
    given(...tendering({ method }))
      .when(unsealed)
      .thenRefused('COMMITMENT_REQUIRED')
  }
})

test('a bid that is not sealed, and a bid in a sale, needs no commitment', () => {
  const open: Stated[][] = [
    tendering({ method: 'limited', procedure: 'negotiation' }),
    tendering({ method: 'direct' }),
    tendering({ category: 'land' }),
    tendering({ category: 'property' }),
    tendering({ procedure: 'auction' }),
    tendering({ procedure: 'listing' }),
  ]
  for (const history of open) {
    given(...history)
      .when(unsealed)
      .then()
  }
})

test('a commitment is 64 lower-case hex digits', () => {
  given(...tendering())
    .when(fact('BidSubmitted', { bidId: 'bid-a', bidder: bidderA, commitment: HASH.toUpperCase() }))
    .thenRefused('INVALID')
})
