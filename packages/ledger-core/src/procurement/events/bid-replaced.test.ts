import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, bidSubmitted, DEADLINE, HASH, imported, tendering } from '../../testing/histories.ts'

const submitted = [...tendering(), bidSubmitted('bid-a', bidderA)]
const replaced = (occurredAt = '2023-03-30T11:00:00+08:00', bidId = 'bid-a') =>
  fact('BidReplaced', { bidId, commitment: HASH }, { occurredAt })
const withdrawn = fact('BidWithdrawn', { bidId: 'bid-a' }, { occurredAt: '2023-03-30T10:30:00+08:00' })
const closed = fact('SubmissionClosed', { bidCount: 1 }, { occurredAt: DEADLINE })

test('a bid is replaced until the deadline, and is the same bid', () => {
  given(...submitted)
    .when(replaced(DEADLINE))
    .then(({ bids }) => expect([...bids]).toEqual([['bid-a', { bidderId: 'bidder-a', status: 'submitted' }]]))
})

test('a bid is not replaced one second after the deadline', () => {
  given(...submitted)
    .when(replaced('2023-03-31T09:00:01+08:00'))
    .thenRefused('DEADLINE_PASSED')
})

test('a bid is not replaced after submission was closed', () => {
  const invitation = fact('InvitationIssued', { invited: [bidderA] })
  given(...accepted({ method: 'limited' }), invitation, bidSubmitted('bid-a', bidderA), closed)
    .when(replaced('2023-03-31T09:00:01+08:00'))
    .thenRefused('SUBMISSION_CLOSED')
})

test('a bid that was replaced before submission was closed may be recorded after it', () => {
  given(...submitted, closed)
    .when(replaced())
    .then()
})

test('what was not submitted is not replaced', () => {
  given(...submitted)
    .when(replaced(DEADLINE, 'bid-z'))
    .thenRefused('BID_UNKNOWN')
})

test('a withdrawn bid is not replaced', () => {
  given(...submitted, withdrawn)
    .when(replaced())
    .thenRefused('BID_WITHDRAWN')
})

test('a replacement is sealed', () => {
  given(...submitted)
    .when(fact('BidReplaced', { bidId: 'bid-a' }))
    .thenRefused('INVALID')
})

test('an imported history may replace a bid that it never submitted', () => {
  given(imported()).when(replaced()).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
})
