import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, awarded, bidderB, contracted } from '../../testing/histories.ts'

const issued = (awardId = 'award-1') => fact('AwardNoticeIssued', { awardId, noticeNo: 'N-2023-001' })
const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })

test('the winner gets its notice, also when the contract is on record already', () => {
  given(...awarded())
    .when(issued())
    .then(({ phase }) => expect(phase).toBe('awarded'))
  given(...contracted())
    .when(issued())
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('there is no notice without an award', () => {
  given(...awarded())
    .when(issued('award-9'))
    .thenRefused('AWARD_UNKNOWN')
})

test('there is no notice of a cancelled award', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled)
    .when(issued())
    .thenRefused('AWARD_NOT_LIVE')
})
