import { test } from 'vitest'
import { fact, givenOfExpert } from '../../testing/given.ts'

const sanctioned = (data: object = {}) =>
  fact('ExpertSanctioned', { kind: 'points', points: -10, reason: 'did not come', ...data })

test('an expert loses points, more than once, and is removed', () => {
  givenOfExpert(sanctioned()).when(sanctioned()).then()
  givenOfExpert(sanctioned())
    .when(fact('ExpertSanctioned', { kind: 'removal', reason: 'told a bidder of the ranking' }))
    .then()
})

test('an expert is sanctioned in one of two ways', () => {
  givenOfExpert()
    .when(sanctioned({ kind: 'fine' }))
    .thenRefused('INVALID')
})

test('only the supervisor sanctions', () => {
  givenOfExpert()
    .when({ ...sanctioned(), role: 'centre' })
    .thenRefused('ROLE_NOT_ALLOWED')
})
