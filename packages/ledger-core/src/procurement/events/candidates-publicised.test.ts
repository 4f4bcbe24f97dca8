import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { evaluated } from '../../testing/histories.ts'

const publicised = (override: object = {}) =>
  fact('CandidatesPublicised', {
    candidates: [
      { bidId: 'bid-a', rank: 1 },
      { bidId: 'bid-b', rank: 2 },
    ],
    publicFrom: '2023-04-01',
    publicUntil: '2023-04-04',
    ...override,
  })

const ranked = (...bidIds: readonly string[]) => ({ candidates: bidIds.map((bidId, i) => ({ bidId, rank: i + 1 })) })

test('ranked bids are publicised as candidates', () => {
  given(...evaluated())
    .when(publicised())
    .then(({ phase }) => expect(phase).toBe('evaluated'))
})

test('the publicity may begin and end on one day', () => {
  given(...evaluated())
    .when(publicised({ publicUntil: '2023-04-01' }))
    .then()
})

test('the publicity does not end before it begins', () => {
  given(...evaluated())
    .when(publicised({ publicUntil: '2023-03-31' }))
    .thenRefused('INVALID')
})

test('there are one to three candidates', () => {
  given(...evaluated())
    .when(publicised(ranked()))
    .thenRefused('INVALID')
  given(...evaluated())
    .when(publicised(ranked('bid-a', 'bid-b', 'bid-c', 'bid-d')))
    .thenRefused('INVALID')
})

test('a candidate is named once', () => {
  given(...evaluated())
    .when(publicised(ranked('bid-a', 'bid-a')))
    .thenRefused('INVALID')
})

test('a bid that was never submitted is no candidate', () => {
  given(...evaluated())
    .when(publicised(ranked('bid-z')))
    .thenRefused('BID_UNKNOWN')
})

test('a bid outside the ranking is no candidate', () => {
  given(...evaluated())
    .when(publicised(ranked('bid-a', 'bid-c')))
    .thenRefused('BID_NOT_RANKED')
})
