import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { imported, objectionRaised, tendering } from '../../testing/histories.ts'

const answered = (objectionId = 'objection-1') =>
  fact('ObjectionAnswered', { objectionId, answer: 'The documents are changed.', upheld: true })

test('the buyer answers an objection', () => {
  given(...tendering(), objectionRaised())
    .when(answered())
    .then(({ objections }) => expect(objections.get('objection-1')).toEqual({ answered: true, upheld: true }))
})

test('an objection that was never raised cannot be answered', () => {
  given(...tendering())
    .when(answered())
    .thenRefused('OBJECTION_UNKNOWN')
})

test('an objection is answered once', () => {
  given(...tendering(), objectionRaised(), answered())
    .when(answered())
    .thenRefused('OBJECTION_ANSWERED')
})

test('an imported answer to an unknown objection changes nothing', () => {
  given(imported(), answered()).when(answered('objection-2')).thenFound('OBJECTION_UNKNOWN')
})
