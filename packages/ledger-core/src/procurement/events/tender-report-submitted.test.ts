import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, awarded, bidderB, HASH } from '../../testing/histories.ts'

const submitted = (override: object = {}) =>
  fact('TenderReportSubmitted', { report: { title: 'Report on the tender (invented)', sha256: HASH }, ...override })
const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'withdrawn' })

test('the buyer reports on the tender, or on one award of it', () => {
  given(...awarded())
    .when(submitted())
    .then(({ phase }) => expect(phase).toBe('awarded'))
  given(...awarded())
    .when(submitted({ awardId: 'award-1' }))
    .then()
})

test('the award it reports on must be known', () => {
  given(...awarded())
    .when(submitted({ awardId: 'award-9' }))
    .thenRefused('AWARD_UNKNOWN')
})

test('the award it reports on must be live', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled)
    .when(submitted({ awardId: 'award-1' }))
    .thenRefused('AWARD_NOT_LIVE')
})
