import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awarded, completed, contracted } from '../../testing/histories.ts'

const published = (contractId = 'contract-1') =>
  fact('ContractPublished', { contractId, media: ['example-county.invalid'] })

test('everybody may read a contract, also after its completion', () => {
  given(...contracted())
    .when(published())
    .then(({ phase }) => expect(phase).toBe('contracted'))
  given(...completed())
    .when(published())
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('a contract that was never signed cannot be published', () => {
  given(...contracted())
    .when(published('contract-9'))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('nothing is published before signing', () => {
  given(...awarded())
    .when(published())
    .thenRefused('OUT_OF_SEQUENCE')
})
