import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { complaintFiled, completed, failed, imported, objectionRaised, tendering } from '../../testing/histories.ts'

test('a bidder complains in any phase, ended ones too', () => {
  for (const history of [tendering(), completed(), failed()])
    given(...history)
      .when(complaintFiled())
      .then(({ complaints }) => expect(complaints.get('complaint-1')).toEqual({ status: 'filed' }))
})

test('a complaint may be about the contract', () => {
  given(...completed())
    .when(complaintFiled('complaint-1', { about: 'contract' }))
    .then()
})

test('a complaint is named once', () => {
  given(...tendering(), complaintFiled())
    .when(complaintFiled())
    .thenRefused('COMPLAINT_EXISTS')
})

test('the objection that went before must be known', () => {
  const following = complaintFiled('complaint-1', { objectionId: 'objection-1' })
  given(...tendering())
    .when(following)
    .thenRefused('OBJECTION_UNKNOWN')
  given(...tendering(), objectionRaised())
    .when(following)
    .then()
})

test('a repeat in an imported history does not open a complaint again', () => {
  given(imported(), complaintFiled(), fact('ComplaintWithdrawn', { complaintId: 'complaint-1' }), complaintFiled())
    .when(fact('DemandIssued', { text: 'please begin' }))
    .then(({ complaints }) => expect(complaints.get('complaint-1')).toEqual({ status: 'withdrawn' }))
})
