import { expect, test } from 'vitest'
import { fact, givenOfExpert, givenOfParty } from '../../testing/given.ts'

const imposed = (kind = 'fine', decisionNo = 'decision 4') => fact('PenaltyImposed', { decisionNo, kind })

test('enterprises and experts are penalised', () => {
  for (const given of [givenOfParty, givenOfExpert])
    given()
      .when(fact('PenaltyImposed', { decisionNo: 'decision 4', kind: 'ban', untilOn: '2025-12-31' }))
      .then(({ penalties }) => expect(penalties.size).toBe(1))
})

test('one decision imposes several penalties, each once', () => {
  givenOfParty(imposed()).when(imposed('ban')).then()
  givenOfParty(imposed()).when(imposed('fine', 'decision 5')).then()
  givenOfParty(imposed(), imposed('ban')).when(imposed()).thenRefused('PENALTY_EXISTS')
})

test('only the supervisor penalises', () => {
  givenOfExpert()
    .when({ ...imposed(), role: 'centre' })
    .thenRefused('ROLE_NOT_ALLOWED')
})
