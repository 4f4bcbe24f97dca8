import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { imported, tendering } from '../../testing/histories.ts'

const issued = fact('SupervisoryOpinionIssued', { opinionId: 'opinion-1', text: 'Name no brand.', dueOn: '2023-03-15' })
const answered = (opinionId = 'opinion-1', occurredAt = '2023-03-02T12:00:00+08:00') =>
  fact('SupervisoryOpinionAnswered', { opinionId, text: 'The brand is gone.' }, { occurredAt })

test('the buyer answers an opinion, even after its day', () => {
  for (const occurredAt of ['2023-03-02T12:00:00+08:00', '2023-04-02T12:00:00+08:00'])
    given(...tendering(), issued)
      .when({ ...answered('opinion-1', occurredAt), role: 'buyer' })
      .then(({ opinions }) => expect(opinions.get('opinion-1')).toEqual({ answered: true }))
})

test('an opinion that was never issued cannot be answered', () => {
  given(...tendering())
    .when(answered())
    .thenRefused('OPINION_UNKNOWN')
})

test('an opinion is answered once', () => {
  given(...tendering(), issued, answered())
    .when(answered())
    .thenRefused('OPINION_ANSWERED')
})

test('an imported answer to an unknown opinion changes nothing', () => {
  given(imported(), answered()).when(answered('opinion-2')).thenFound('OPINION_UNKNOWN')
})
