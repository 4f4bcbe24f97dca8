import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { complaintFiled, imported, tendering } from '../../testing/histories.ts'

const withdrawn = fact('ComplaintWithdrawn', { complaintId: 'complaint-1' })

test('the bidder takes its complaint back, accepted or not', () => {
  const accepted = fact('ComplaintAccepted', { complaintId: 'complaint-1' })
  for (const before of [[], [accepted]])
    given(...tendering(), complaintFiled(), ...before)
      .when(withdrawn)
      .then(({ complaints }) => expect(complaints.get('complaint-1')?.status).toBe('withdrawn'))
})

test('a complaint that was never filed cannot be withdrawn', () => {
  given(...tendering())
    .when(withdrawn)
    .thenRefused('COMPLAINT_UNKNOWN')
})

test('a complaint is withdrawn once', () => {
  given(...tendering(), complaintFiled(), withdrawn)
    .when(withdrawn)
    .thenRefused('COMPLAINT_CLOSED')
})

test('an imported withdrawal of an unknown complaint changes nothing', () => {
  given(imported(), withdrawn).when(withdrawn).thenFound('COMPLAINT_UNKNOWN')
})
