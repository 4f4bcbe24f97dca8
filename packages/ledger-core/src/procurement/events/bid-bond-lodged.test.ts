import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { bidderA, bidderB, cny, imported, tendering } from '../../testing/histories.ts'

const lodged = (bondId: string, bidder: object, override: object = {}) =>
  fact('BidBondLodged', { bondId, bidder, form: 'transfer', amount: cny('40000.00'), ...override })

test('a bidder secures its bid', () => {
  given(...tendering())
    .when(lodged('bond-a', bidderA, { amount: cny('40000.5') }))
    .then(({ bonds }) =>
      expect(bonds.get('bond-a')).toEqual({
        kind: 'bid',
        currency: 'CNY',
        lodgedMinor: 4_000_050n,
        releasedMinor: 0n,
        forfeitedMinor: 0n,
        claimedMinor: 0n,
      }),
    )
})

test('a guarantee names its guarantor and its paper', () => {
  const guarantor = { id: 'bank-1', name: 'Example Bank (invented)' }
  given(...tendering())
    .when(lodged('bond-a', bidderA, { form: 'guarantee', guarantor, instrumentNo: 'EX-1', validUntil: '2023-06-29' }))
    .then()
})

test('a bondId names one bond for ever, whoever lodges it', () => {
  given(...tendering(), lodged('bond-a', bidderA))
    .when(lodged('bond-a', bidderB))
    .thenRefused('BOND_EXISTS')
})

test('a bond lodged twice in an imported history counts once', () => {
  given(imported(), lodged('bond-a', bidderA))
    .when(lodged('bond-a', bidderA))
    .thenFound('OUT_OF_SEQUENCE', 'BOND_EXISTS')
})

test('a bond is not negative', () => {
  given(...tendering())
    .when(lodged('bond-a', bidderA, { amount: cny('-1.00') }))
    .thenRefused('INVALID')
})

test('a form outside the list is none', () => {
  given(...tendering())
    .when(lodged('bond-a', bidderA, { form: 'promise' }))
    .thenRefused('INVALID')
})
