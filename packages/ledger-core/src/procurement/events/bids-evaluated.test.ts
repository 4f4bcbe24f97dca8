import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { bidsEvaluated, HASH, imported, opened } from '../../testing/histories.ts'

const report = { title: 'Evaluation report (invented)', sha256: HASH }
const scored = (...scores: readonly object[]) => fact('BidsEvaluated', { scores, dissent: [], report })

test('the bids with points are ranked, the others stay as they were', () => {
  given(...opened())
    .when(bidsEvaluated())
    .then(({ bids, phase }) => {
      expect([...bids.values()].map(({ status }) => status)).toEqual(['ranked', 'ranked', 'invalid'])
      expect(phase).toBe('evaluated')
    })
})

test('bids of equal merit share a rank', () => {
  given(...opened())
    .when(scored({ bidId: 'bid-a', total: 90, rank: 1 }, { bidId: 'bid-b', total: 90, rank: 1 }))
    .then()
})

test('a bid that was never submitted gets no points', () => {
  given(...opened())
    .when(scored({ bidId: 'bid-z', total: 90, rank: 1 }))
    .thenRefused('BID_UNKNOWN')
})

test('an invalid bid gets no points', () => {
  given(...opened())
    .when(scored({ bidId: 'bid-a', total: 90, rank: 1 }, { bidId: 'bid-c', total: 95, rank: 2 }))
    .thenRefused('BID_NOT_VALID')
})

test('a bid gets points once', () => {
  given(...opened())
    .when(scored({ bidId: 'bid-a', total: 90, rank: 1 }, { bidId: 'bid-a', total: 95, rank: 2 }))
    .thenRefused('INVALID')
})

test('a rank is a whole number from one', () => {
  given(...opened())
    .when(scored({ bidId: 'bid-a', total: 90, rank: 0 }))
    .thenRefused('INVALID')
})

test('an imported evaluation of unknown bids is recorded with its findings', () => {
  given(imported()).when(bidsEvaluated()).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
  given(imported(), bidsEvaluated())
    .when(fact('EvaluationReportDelivered', { to: 'Example Bureau of Roads (invented)' }))
    .then(({ bids, phase }) => {
      expect(bids.size).toBe(0)
      expect(phase).toBe('evaluated')
    })
})
