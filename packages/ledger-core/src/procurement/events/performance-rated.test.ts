import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, contracted } from '../../testing/histories.ts'

const rated = (override: object = {}) =>
  fact('PerformanceRated', { contractId: 'contract-1', points: 92.5, text: 'on time', ...override })

test('the buyer rates a contract, also after completion', () => {
  given(...contracted())
    .when(rated())
    .then(({ phase }) => expect(phase).toBe('contracted'))
  given(...completed())
    .when(rated({ text: undefined }))
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('a rating belongs to a contract', () => {
  given(...contracted())
    .when(rated({ contractId: 'contract-9' }))
    .thenRefused('CONTRACT_UNKNOWN')
})
