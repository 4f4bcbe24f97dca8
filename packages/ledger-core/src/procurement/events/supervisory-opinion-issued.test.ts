import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, imported, tendering } from '../../testing/histories.ts'

const issued = (data: object = {}) =>
  fact('SupervisoryOpinionIssued', { opinionId: 'opinion-1', text: 'Name no brand.', dueOn: '2023-03-15', ...data })
const answered = fact('SupervisoryOpinionAnswered', { opinionId: 'opinion-1', text: 'The brand is gone.' })

test('the supervisor issues an opinion in any phase, ended ones too', () => {
  for (const history of [tendering(), completed()])
    given(...history)
      .when(issued())
      .then(({ opinions }) => expect(opinions.get('opinion-1')).toEqual({ answered: false }))
})

test('an opinion is named once', () => {
  given(...tendering(), issued())
    .when(issued({ text: 'Another text.' }))
    .thenRefused('OPINION_EXISTS')
})

test('an answer is due on a day', () => {
  given(...tendering())
    .when(issued({ dueOn: '2023-02-29' }))
    .thenRefused('INVALID')
})

test('a repeat in an imported history does not take the answer back', () => {
  given(imported(), issued(), answered).when(issued()).thenFound('OPINION_EXISTS')
  given(imported(), issued(), answered, issued())
    .when(fact('DemandIssued', { text: 'please begin' }))
    .then(({ opinions }) => expect(opinions.get('opinion-1')).toEqual({ answered: true }))
})
