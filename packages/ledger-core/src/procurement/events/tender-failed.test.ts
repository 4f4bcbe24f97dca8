import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, awardDecided, awarded, contracted, evaluated, opened, tendering } from '../../testing/histories.ts'

const tenderFailed = (override: object = {}) => fact('TenderFailed', { reason: 'tooFewBids', ...override })

test('a tender fails until it has a contract', () => {
  for (const history of [tendering(), opened(), evaluated(), awarded()])
    given(...history)
      .when(tenderFailed({ retenderAs: 'P-2' }))
      .then(({ phase }) => expect(phase).toBe('failed'))
})

test('a suspended tender fails, and is not suspended any more', () => {
  given(...tendering(), fact('ProcedureSuspended', { cause: 'a complaint is being handled' }))
    .when(tenderFailed())
    .then(({ suspension }) => expect(suspension).toBeUndefined())
})

test('a tender that did not begin cannot fail', () => {
  given(...accepted())
    .when(tenderFailed())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a tender with a contract cannot fail, even when its award is cancelled and decided anew', () => {
  const cancelled = fact('AwardCancelled', { awardId: 'award-1', reason: 'unlawful' })
  given(...contracted(), cancelled, awardDecided('award-2'))
    .when(tenderFailed())
    .thenRefused('OUT_OF_SEQUENCE')
  given(...contracted())
    .when(tenderFailed())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('the reason is one of four', () => {
  given(...tendering())
    .when(tenderFailed({ reason: 'rain' }))
    .thenRefused('INVALID')
})
