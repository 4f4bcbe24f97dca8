import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { complaintFiled, tendering } from '../../testing/histories.ts'

const refused = fact('ComplaintRefused', { complaintId: 'complaint-1', reason: 'it came too late' })

test('the supervisor does not take a complaint up', () => {
  given(...tendering(), complaintFiled())
    .when(refused)
    .then(({ complaints }) => expect(complaints.get('complaint-1')?.status).toBe('refused'))
})

test('a complaint that was never filed cannot be refused', () => {
  given(...tendering())
    .when(refused)
    .thenRefused('COMPLAINT_UNKNOWN')
})

test('a complaint is refused once', () => {
  given(...tendering(), complaintFiled(), refused)
    .when(refused)
    .thenRefused('COMPLAINT_CLOSED')
})
