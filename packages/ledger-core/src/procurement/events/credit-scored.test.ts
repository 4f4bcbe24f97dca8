import { test } from 'vitest'
import { fact, givenOfParty } from '../../testing/given.ts'

const scored = (data: object = {}) =>
  fact('CreditScored', { subject: 'bidder', points: -5, reason: 'late with a bond', ...data })

test('an enterprise is scored, as a bidder and as an agency, again and again', () => {
  givenOfParty().when(scored()).then()
  givenOfParty(scored(), scored())
    .when(scored({ subject: 'agency', points: 2.5, projectId: 'JX-2023-001', disclosureMonths: 12 }))
    .then()
})

test('only the supervisor scores', () => {
  for (const role of ['centre', 'ledger', 'buyer'] as const)
    givenOfParty()
      .when({ ...scored(), role })
      .thenRefused('ROLE_NOT_ALLOWED')
})

test('a score has not happened yet', () => {
  givenOfParty()
    .when({ ...scored(), occurredAt: '2024-06-01T09:00:00+08:00' })
    .thenRefused('OCCURRED_IN_FUTURE')
})

test('a score that is shown is shown for whole months, one at least', () => {
  for (const disclosureMonths of [0, 1.5, -3]) givenOfParty().when(scored({ disclosureMonths })).thenRefused('INVALID')
})

test('an expert is not scored as an enterprise', () => {
  givenOfParty()
    .when(scored({ subject: 'expert' }))
    .thenRefused('INVALID')
})
