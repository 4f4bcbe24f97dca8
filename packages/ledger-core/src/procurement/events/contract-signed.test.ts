import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  awardDecided,
  awarded,
  bidderB,
  cny,
  contracted,
  contractSigned,
  evaluated,
  HASH,
  imported,
} from '../../testing/histories.ts'

const signed = (override: object) =>
  fact('ContractSigned', {
    contractId: 'contract-1',
    awardId: 'award-1',
    amount: cny('1900000.00'),
    channel: 'online',
    signatories: [{ name: 'Example Person (invented)', role: 'buyer', sha256: HASH }],
    ...override,
  })

test('a live award becomes a contract', () => {
  given(...awarded())
    .when(contractSigned())
    .then(({ contracts, phase }) => {
      expect(contracts.get('contract-1')).toEqual({
        awardId: 'award-1',
        amount: { amount: '1900000.00', currency: 'CNY' },
        status: 'active',
      })
      expect(phase).toBe('contracted')
    })
})

test('an award may have several contracts', () => {
  given(...contracted())
    .when(contractSigned('contract-2'))
    .then(({ contracts }) => expect(contracts.size).toBe(2))
})

test('nothing is signed before an award', () => {
  given(...evaluated())
    .when(contractSigned())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a contract needs an award', () => {
  given(...awarded())
    .when(contractSigned('contract-1', 'award-9'))
    .thenRefused('AWARD_UNKNOWN')
})

test('a cancelled award cannot be signed', () => {
  const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'noBond' })
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled)
    .when(contractSigned())
    .thenRefused('AWARD_NOT_LIVE')
})

test('a contract is signed once', () => {
  given(...contracted())
    .when(contractSigned())
    .thenRefused('CONTRACT_EXISTS')
})

test('the period does not end before it starts', () => {
  given(...awarded())
    .when(signed({ period: { startOn: '2023-05-01', endOn: '2023-04-30' } }))
    .thenRefused('INVALID')
  given(...awarded())
    .when(signed({ period: { startOn: '2023-05-01', endOn: '2023-05-01' } }))
    .then()
})

test('a repeat in an imported history does not begin an ended contract again', () => {
  const ended = fact('ContractCompleted', { contractId: 'contract-1' })
  given(imported(), contractSigned(), ended, contractSigned())
    .when(ended)
    .thenFound('OUT_OF_SEQUENCE', 'CONTRACT_ENDED')
})
