import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, contracted } from '../../testing/histories.ts'

const recorded = (override: object = {}) =>
  fact('AcceptanceRecorded', { contractId: 'contract-1', result: 'failed', ...override })

test('what failed may be examined again and pass', () => {
  given(...contracted(), recorded())
    .when(recorded({ result: 'passed' }))
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('it may be examined after completion', () => {
  given(...completed())
    .when(recorded({ result: 'passed' }))
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('an examination belongs to a contract', () => {
  given(...contracted())
    .when(recorded({ contractId: 'contract-9' }))
    .thenRefused('CONTRACT_UNKNOWN')
})
