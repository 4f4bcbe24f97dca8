import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, contracted } from '../../testing/histories.ts'

const met = (override: object = {}) =>
  fact('MilestoneMet', {
    contractId: 'contract-1',
    milestoneId: 'milestone-1',
    title: 'base course laid',
    metOn: '2023-07-01',
    ...override,
  })

test('a milestone is met, also after completion', () => {
  for (const history of [contracted(), completed()])
    given(...history)
      .when(met())
      .then(({ milestones }) => expect([...milestones]).toEqual(['milestone-1']))
})

test('a milestone belongs to a contract', () => {
  given(...contracted())
    .when(met({ contractId: 'contract-9' }))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('a milestone is met once', () => {
  given(...contracted(), met())
    .when(met())
    .thenRefused('MILESTONE_EXISTS')
})
