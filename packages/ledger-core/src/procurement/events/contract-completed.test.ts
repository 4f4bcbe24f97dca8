import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, awarded, bidderB, cny, contracted, contractSigned, imported } from '../../testing/histories.ts'

const done = (contractId = 'contract-1', override: object = {}) =>
  fact('ContractCompleted', { contractId, ...override })

test('the last contract completes the project', () => {
  given(...contracted())
    .when(done('contract-1', { finalAmount: cny('1880000.00') }))
    .then(({ contracts, phase }) => {
      expect(contracts.get('contract-1')?.status).toBe('completed')
      expect(phase).toBe('completed')
    })
})

test('while another contract runs, the project goes on', () => {
  given(...contracted(), contractSigned('contract-2'))
    .when(done())
    .then(({ phase }) => expect(phase).toBe('contracted'))
  given(...contracted(), contractSigned('contract-2'), done())
    .when(done('contract-2'))
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('while a live award has no contract, the project goes on', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), contractSigned())
    .when(done())
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('a cancelled award needs no contract', () => {
  const cancelled = fact('AwardCancelled', { awardId: 'award-2', reason: 'withdrawn' })
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), contractSigned(), cancelled)
    .when(done())
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('a framework is not completed by a contract', () => {
  given(...contracted({ procedure: 'framework' }))
    .when(done())
    .then(({ contracts, phase }) => {
      expect(contracts.get('contract-1')?.status).toBe('completed')
      expect(phase).toBe('contracted')
    })
})

test('a contract that was never signed cannot be completed', () => {
  given(...contracted())
    .when(done('contract-9'))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('a contract is completed once', () => {
  given(...contracted(), contractSigned('contract-2'), done())
    .when(done())
    .thenRefused('CONTRACT_ENDED')
})

test('the final amount is in the currency of the contract', () => {
  given(...contracted())
    .when(done('contract-1', { finalAmount: { amount: '1', currency: 'EUR' } }))
    .thenRefused('CURRENCY_MISMATCH')
})

test('an imported completion of an unknown contract does not complete the project', () => {
  given(imported()).when(done()).thenFound('OUT_OF_SEQUENCE', 'CONTRACT_UNKNOWN')
  given(imported(), done())
    .when(fact('DemandIssued', { text: 'please begin' }))
    .then(({ phase }) => expect(phase).toBe('accepted'))
})
