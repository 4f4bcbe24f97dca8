import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, awarded, bidderB, cny } from '../../testing/histories.ts'

const lender = { id: 'bank-1', name: 'Example Rural Bank (invented)' }
const granted = (awardId = 'award-1') => fact('AwardFinancingGranted', { awardId, lender, amount: cny('500000.00') })
const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })

test('a bank lends on the strength of an award', () => {
  given(...awarded())
    .when(granted())
    .then(({ phase }) => expect(phase).toBe('awarded'))
})

test('nobody lends on an award that was never decided', () => {
  given(...awarded())
    .when(granted('award-9'))
    .thenRefused('AWARD_UNKNOWN')
})

test('nobody lends on a cancelled award', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled)
    .when(granted())
    .thenRefused('AWARD_NOT_LIVE')
})
