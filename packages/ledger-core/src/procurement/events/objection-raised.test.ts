import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, failed, imported, objectionRaised, tendering } from '../../testing/histories.ts'

test('a bidder objects in any phase, ended ones too', () => {
  for (const history of [tendering(), completed(), failed()])
    given(...history)
      .when(objectionRaised())
      .then(({ objections }) => expect(objections.get('objection-1')).toEqual({ answered: false, upheld: undefined }))
})

test('an objection is named once', () => {
  given(...tendering(), objectionRaised())
    .when(objectionRaised())
    .thenRefused('OBJECTION_EXISTS')
})

test('there are no objections about the contract, only complaints', () => {
  given(...tendering())
    .when(objectionRaised('objection-1', { about: 'contract' }))
    .thenRefused('INVALID')
})

test('a repeat in an imported history does not take the answer back', () => {
  const answered = fact('ObjectionAnswered', { objectionId: 'objection-1', answer: 'no', upheld: false })
  given(imported(), objectionRaised(), answered, objectionRaised())
    .when(fact('DemandIssued', { text: 'please begin' }))
    .then(({ objections }) => expect(objections.get('objection-1')).toEqual({ answered: true, upheld: false }))
})
