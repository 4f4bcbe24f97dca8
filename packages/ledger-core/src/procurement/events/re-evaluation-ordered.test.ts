import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  awardDecided,
  awarded,
  bidderB,
  bidsEvaluated,
  complaintFiled,
  contracted,
  contractSigned,
  HASH,
  imported,
  opened,
} from '../../testing/histories.ts'

const ordered = (override: object = {}) =>
  fact('ReEvaluationOrdered', { reason: 'a criterion was applied that the documents do not have', ...override })

test('a re-evaluation voids the award and the ranking', () => {
  given(...awarded())
    .when(ordered())
    .then(({ awards, bids, phase }) => {
      expect(awards.get('award-1')?.status).toBe('void')
      expect([...bids.values()].map(({ status }) => status)).toEqual(['valid', 'valid', 'invalid'])
      expect(phase).toBe('opened')
    })
})

test('a rejected bid is judged anew', () => {
  const rejected = fact('BidRejected', { bidId: 'bid-a', reasons: ['no signature'] })
  const rest = fact('BidsEvaluated', {
    scores: [{ bidId: 'bid-b', total: 88, rank: 1 }],
    dissent: [],
    report: { title: 'Evaluation report (invented)', sha256: HASH },
  })
  given(...opened(), rejected, rest, ordered())
    .when(bidsEvaluated())
    .then()
})

test('a voided award leaves its bid free for another', () => {
  given(...awarded(), ordered(), bidsEvaluated())
    .when(awardDecided('award-2'))
    .then(({ awards }) => expect(awards.get('award-2')?.status).toBe('live'))
})

test('an award with a contract stands', () => {
  const second = awardDecided('award-2', 'bid-b', bidderB)
  given(imported(), awardDecided(), contractSigned(), second, ordered())
    .when(fact('AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-1' }))
    .then(({ awards }) => {
      expect(awards.get('award-1')?.status).toBe('live')
      expect(awards.get('award-2')?.status).toBe('void')
    })
  given(...contracted())
    .when(ordered())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('the complaint it follows must be known', () => {
  given(...awarded())
    .when(ordered({ complaintId: 'complaint-9' }))
    .thenRefused('COMPLAINT_UNKNOWN')
  given(...awarded(), complaintFiled())
    .when(ordered({ complaintId: 'complaint-1' }))
    .then()
})

test('it may be ordered while the procedure is suspended', () => {
  const suspended = fact('ProcedureSuspended', { cause: 'a complaint is being handled' })
  given(...awarded(), suspended)
    .when(ordered())
    .then(({ suspension }) => expect(suspension).toBeDefined())
})
