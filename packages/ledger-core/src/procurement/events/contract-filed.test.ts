import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { contracted } from '../../testing/histories.ts'

const filed = (contractId = 'contract-1') => fact('ContractFiled', { contractId })

test('a copy of the contract lies with the supervisor', () => {
  given(...contracted())
    .when(filed())
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('a contract that was never signed cannot be filed', () => {
  given(...contracted())
    .when(filed('contract-9'))
    .thenRefused('CONTRACT_UNKNOWN')
})
