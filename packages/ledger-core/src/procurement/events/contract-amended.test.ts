import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { cny, contracted, contractSigned } from '../../testing/histories.ts'

const amended = (override: object = {}) =>
  fact('ContractAmended', { contractId: 'contract-1', rationale: 'more drainage', ...override })

test('a running contract changes', () => {
  given(...contracted())
    .when(amended({ amount: cny('2000000.00') }))
    .then(({ contracts }) => expect(contracts.get('contract-1')?.amount).toEqual(cny('2000000.00')))
})

test('a contract that was never signed cannot change', () => {
  given(...contracted())
    .when(amended({ contractId: 'contract-9' }))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('an ended contract cannot change', () => {
  const ended = fact('ContractCompleted', { contractId: 'contract-1' })
  given(...contracted(), contractSigned('contract-2'), ended)
    .when(amended())
    .thenRefused('CONTRACT_ENDED')
})

test('a contract keeps its currency', () => {
  given(...contracted())
    .when(amended({ amount: { amount: '280000.00', currency: 'EUR' } }))
    .thenRefused('CURRENCY_MISMATCH')
})

test('the new period does not end before it starts', () => {
  given(...contracted())
    .when(amended({ period: { startOn: '2023-05-01', endOn: '2023-04-30' } }))
    .thenRefused('INVALID')
})
