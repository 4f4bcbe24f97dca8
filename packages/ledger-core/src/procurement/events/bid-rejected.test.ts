import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awardDecided, bidsEvaluated, imported, opened } from '../../testing/histories.ts'

const rejected = (bidId: string) => fact('BidRejected', { bidId, reasons: ['the price exceeds the ceiling price'] })

test('the committee rejects a valid bid', () => {
  given(...opened())
    .when(rejected('bid-a'))
    .then(({ bids }) => expect(bids.get('bid-a')?.status).toBe('rejected'))
})

test('a bid that was never submitted cannot be rejected', () => {
  given(...opened())
    .when(rejected('bid-z'))
    .thenRefused('BID_UNKNOWN')
})

test('a bid found invalid at the opening cannot be rejected', () => {
  given(...opened())
    .when(rejected('bid-c'))
    .thenRefused('BID_NOT_VALID')
})

test('a bid is rejected once', () => {
  given(...opened(), rejected('bid-a'))
    .when(rejected('bid-a'))
    .thenRefused('BID_NOT_VALID')
})

test('a rejected bid cannot be ranked', () => {
  given(...opened(), rejected('bid-a'))
    .when(bidsEvaluated())
    .thenRefused('BID_NOT_VALID')
})

test('an imported rejection of an unknown bid is recorded with its findings', () => {
  given(imported()).when(rejected('bid-z')).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
})

test('an imported history may state an unknown rejection and go on', () => {
  given(imported(), rejected('bid-z'))
    .when(awardDecided('award-1', 'bid-z'))
    .thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
})
