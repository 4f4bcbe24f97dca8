import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { complaintFiled, tendering } from '../../testing/histories.ts'

const complaintId = 'complaint-1'
const acceptance = fact('ComplaintAccepted', { complaintId })

test('the supervisor takes a complaint up', () => {
  given(...tendering(), complaintFiled())
    .when(acceptance)
    .then(({ complaints }) => expect(complaints.get(complaintId)?.status).toBe('accepted'))
})

test('a complaint that was never filed cannot be accepted', () => {
  given(...tendering())
    .when(acceptance)
    .thenRefused('COMPLAINT_UNKNOWN')
})

test('a complaint is accepted once', () => {
  given(...tendering(), complaintFiled(), acceptance)
    .when(acceptance)
    .thenRefused('COMPLAINT_ACCEPTED')
})

test('a withdrawn complaint cannot be accepted', () => {
  given(...tendering(), complaintFiled(), fact('ComplaintWithdrawn', { complaintId }))
    .when(acceptance)
    .thenRefused('COMPLAINT_CLOSED')
})

test('only the supervisor accepts', () => {
  given(...tendering(), complaintFiled())
    .when(fact('ComplaintAccepted', { complaintId }, { role: 'buyer' }))
    .thenRefused('ROLE_NOT_ALLOWED')
})
