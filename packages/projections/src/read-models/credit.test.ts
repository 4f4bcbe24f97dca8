import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { readWhole } from '../follower/read-fact.ts'
import { logged, on, type Told } from '../testing/invented.ts'
import { credit } from './credit.ts'
import { foldDossier, startDossier } from './dossier-history.ts'

const told = (type: string, occurredAt: string, data: object): Told => ({
  ...{ type, occurredAt, data, occurredMs: on(occurredAt) },
})

const rowsOf = (stream: string, ...facts: readonly Told[]) => {
  const history = startDossier(stream)
  for (const fact of logged(stream, facts)) foldDossier(history, readWhole(fact as never))
  return credit.rows(history)
}

test('every score, sanction and penalty has a row', () => {
  const scored = { subject: 'bidder', points: -5, reason: 'late' }
  const rows = rowsOf(
    'party-C-1',
    told('CreditScored', '2023-03-01T09:00:00+08:00', scored),
    told('CreditScored', '2023-03-02T09:00:00+08:00', { ...scored, subject: 'agency', disclosureMonths: 3 }),
    told('PenaltyImposed', '2023-03-03T09:00:00+08:00', { decisionNo: 'd-1', kind: 'fine', projectId: 'P-1' }),
  )
  expect(rows).toMatchObject([
    { stream: 'party-C-1', kind: 'score', subject: 'bidder', disclosed: 0, projectId: null },
    { stream: 'party-C-1', kind: 'score', subject: 'agency', disclosed: 1 },
    { stream: 'party-C-1', kind: 'penalty', subject: null, projectId: 'P-1' },
  ])
  expect(
    rowsOf('expert-E-1', told('ExpertSanctioned', '2023-03-01T09:00:00+08:00', { kind: 'removal', reason: 'bribe' })),
  ).toMatchObject([{ stream: 'expert-E-1', kind: 'removal' }])
})

test('a fact lies on the day that its own text states: midnight in Anhui is not the day before', () => {
  const scored = { subject: 'bidder', points: -5, reason: 'late' }
  const days = rowsOf(
    'party-C-1',
    told('CreditScored', '2023-01-01T00:00:00+08:00', scored),
    told('CreditScored', '2022-12-31T16:00:00Z', scored),
    told('CreditScored', '2022-12-31T23:30:00-05:00', scored),
  ).map(({ occurredOn }) => occurredOn)
  expect(days).toEqual(['2023-01-01', '2022-12-31', '2022-12-31'].map((day) => dayNumber(day as never)))
})
