import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { complaintFiled, tendering } from '../../testing/histories.ts'

const complaintId = 'complaint-1'
const decided = fact('ComplaintDecided', { complaintId, upheld: true, measures: ['evaluate again'] })

test('the supervisor rules on a complaint, accepted in a fact of its own or not', () => {
  const accepted = fact('ComplaintAccepted', { complaintId })
  for (const before of [[], [accepted]])
    given(...tendering(), complaintFiled(), ...before)
      .when(decided)
      .then(({ complaints }) => expect(complaints.get(complaintId)?.status).toBe('decided'))
})

test('a complaint that was never filed cannot be ruled on', () => {
  given(...tendering())
    .when(decided)
    .thenRefused('COMPLAINT_UNKNOWN')
})

test('a complaint that was refused, decided or withdrawn is closed', () => {
  const ends = [
    decided,
    fact('ComplaintRefused', { complaintId, reason: 'it came too late' }),
    fact('ComplaintWithdrawn', { complaintId }),
  ]
  for (const end of ends)
    given(...tendering(), complaintFiled(), end)
      .when(decided)
      .thenRefused('COMPLAINT_CLOSED')
})
