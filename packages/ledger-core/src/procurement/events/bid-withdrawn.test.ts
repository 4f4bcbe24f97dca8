import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, bidSubmitted, DEADLINE, tendering } from '../../testing/histories.ts'

const submitted = [...tendering(), bidSubmitted('bid-a', bidderA)]
const withdrawn = (occurredAt = '2023-03-30T11:00:00+08:00', bidId = 'bid-a') =>
  fact('BidWithdrawn', { bidId, reason: 'no capacity left' }, { occurredAt })
const closed = fact('SubmissionClosed', { bidCount: 1 }, { occurredAt: DEADLINE })
const suspended = fact('ProcedureSuspended', { cause: 'objection' }, { occurredAt: '2023-03-30T10:30:00+08:00' })

test('a bid is taken back until the deadline', () => {
  given(...submitted)
    .when(withdrawn(DEADLINE))
    .then(({ bids }) => expect(bids.get('bid-a')).toEqual({ bidderId: 'bidder-a', status: 'withdrawn' }))
})

test('a bid is not taken back one second after the deadline', () => {
  given(...submitted)
    .when(withdrawn('2023-03-31T09:00:01+08:00'))
    .thenRefused('DEADLINE_PASSED')
})

test('a bid is taken back while the procedure is suspended', () => {
  given(...submitted, suspended)
    .when(withdrawn())
    .then()
})

test('a deadline that passes while the procedure is suspended keeps nobody in', () => {
  given(...submitted, suspended)
    .when(withdrawn('2023-04-03T09:00:00+08:00'))
    .then()
})

test('a bid is not taken back after submission was closed', () => {
  const invitation = fact('InvitationIssued', { invited: [bidderA] })
  given(...accepted({ method: 'limited' }), invitation, bidSubmitted('bid-a', bidderA), closed)
    .when(withdrawn('2023-03-31T09:00:01+08:00'))
    .thenRefused('SUBMISSION_CLOSED')
})

test('a bid that was taken back before submission was closed may be recorded after it', () => {
  given(...submitted, closed)
    .when(withdrawn())
    .then()
})

test('what was not submitted is not taken back', () => {
  given(...submitted)
    .when(withdrawn(DEADLINE, 'bid-z'))
    .thenRefused('BID_UNKNOWN')
})

test('a bid is taken back once', () => {
  given(...submitted, withdrawn())
    .when(withdrawn())
    .thenRefused('BID_WITHDRAWN')
})
