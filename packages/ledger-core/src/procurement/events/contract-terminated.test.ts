import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { contracted, contractSigned } from '../../testing/histories.ts'

const terminated = (contractId = 'contract-1') =>
  fact('ContractTerminated', { contractId, reason: 'the supplier is insolvent' })

test('the last contract ends the project as completed', () => {
  given(...contracted())
    .when(terminated())
    .then(({ contracts, phase }) => {
      expect(contracts.get('contract-1')?.status).toBe('terminated')
      expect(phase).toBe('completed')
    })
})

test('while another contract runs, the project goes on', () => {
  given(...contracted(), contractSigned('contract-2'))
    .when(terminated())
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('a framework is not completed by a termination', () => {
  given(...contracted({ procedure: 'framework' }))
    .when(terminated())
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('a contract that was never signed cannot be terminated', () => {
  given(...contracted())
    .when(terminated('contract-9'))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('a contract is terminated once', () => {
  given(...contracted(), contractSigned('contract-2'), terminated())
    .when(terminated())
    .thenRefused('CONTRACT_ENDED')
})
