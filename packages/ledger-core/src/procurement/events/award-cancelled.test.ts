import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  awardDecided,
  awarded,
  bidderB,
  complaintFiled,
  contracted,
  contractSigned,
  imported,
} from '../../testing/histories.ts'

const cancelled = (override: object = {}) =>
  fact('AwardCancelled', { awardId: 'award-1', reason: 'refusedToSign', ...override })

test('without a live award the project is evaluated again', () => {
  given(...awarded())
    .when(cancelled())
    .then(({ awards, phase }) => {
      expect(awards.get('award-1')?.status).toBe('void')
      expect(phase).toBe('evaluated')
    })
})

test('with another live award the phase stays', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB))
    .when(cancelled())
    .then(({ phase }) => expect(phase).toBe('awarded'))
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), contractSigned())
    .when(cancelled({ awardId: 'award-2' }))
    .then(({ phase }) => expect(phase).toBe('contracted'))
})

test('an award may be cancelled after its contract is signed; the contract is ended by facts of its own', () => {
  given(...contracted())
    .when(cancelled({ reason: 'unlawful' }))
    .then(({ contracts, phase }) => {
      expect(contracts.get('contract-1')?.status).toBe('active')
      expect(phase).toBe('evaluated')
    })
})

test('after a cancellation the next candidate may win', () => {
  given(...awarded(), cancelled())
    .when(awardDecided('award-2', 'bid-b', bidderB))
    .then(({ phase }) => expect(phase).toBe('awarded'))
})

test('an award that was never decided cannot be cancelled', () => {
  given(...awarded())
    .when(cancelled({ awardId: 'award-9' }))
    .thenRefused('AWARD_UNKNOWN')
})

test('an award is cancelled once', () => {
  given(...awarded(), awardDecided('award-2', 'bid-b', bidderB), cancelled())
    .when(cancelled())
    .thenRefused('AWARD_NOT_LIVE')
})

test('the complaint it follows must be known', () => {
  given(...awarded())
    .when(cancelled({ reason: 'unlawful', complaintId: 'complaint-1' }))
    .thenRefused('COMPLAINT_UNKNOWN')
  given(...awarded(), complaintFiled())
    .when(cancelled({ reason: 'unlawful', complaintId: 'complaint-1' }))
    .then()
})

test('an imported cancellation of an unknown award changes nothing', () => {
  given(imported()).when(cancelled()).thenFound('OUT_OF_SEQUENCE', 'AWARD_UNKNOWN')
  given(imported(), cancelled())
    .when(fact('DemandIssued', { text: 'please begin' }))
    .then(({ phase }) => expect(phase).toBe('accepted'))
})

test('an award that an imported history states after its cancellation is void', () => {
  const histories = [imported(), cancelled(), awardDecided()]
  given(...histories)
    .when(cancelled())
    .thenFound('AWARD_NOT_LIVE')
  given(...histories)
    .when(fact('AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-1' }))
    .thenFound('AWARD_NOT_LIVE')
})
