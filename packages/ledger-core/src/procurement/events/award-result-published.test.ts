import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, awarded, bidderB, evaluated } from '../../testing/histories.ts'

const published = (awardId = 'award-1') => fact('AwardResultPublished', { awardId, media: ['example-county.invalid'] })
const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })

test('everybody may read who won', () => {
  given(...awarded())
    .when(published())
    .then(({ phase }) => expect(phase).toBe('awarded'))
})

test('before an award there is no result', () => {
  given(...evaluated())
    .when(published())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('an award that was never decided cannot be published', () => {
  given(...awarded())
    .when(published('award-9'))
    .thenRefused('AWARD_UNKNOWN')
})

test('a cancelled award cannot be published', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled)
    .when(published())
    .thenRefused('AWARD_NOT_LIVE')
})
