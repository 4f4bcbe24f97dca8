import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  awarded,
  bidderA,
  cny,
  completed,
  contracted,
  evaluated,
  imported,
  performanceBondLodged,
  tendering,
} from '../../testing/histories.ts'

test('the winner secures the contract before it is signed, after it, and after its completion', () => {
  for (const history of [awarded(), contracted(), completed()])
    given(...history)
      .when(performanceBondLodged())
      .then(({ bonds }) =>
        expect(bonds.get('bond-1')).toEqual({
          kind: 'performance',
          currency: 'CNY',
          lodgedMinor: 19_000_000n,
          releasedMinor: 0n,
          forfeitedMinor: 0n,
          claimedMinor: 0n,
        }),
      )
})

test('there is no performance bond before an award', () => {
  given(...evaluated())
    .when(performanceBondLodged())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a bond is named once, bid and performance bonds together', () => {
  given(...awarded(), performanceBondLodged())
    .when(performanceBondLodged())
    .thenRefused('BOND_EXISTS')

  const bidBond = fact('BidBondLodged', { bondId: 'bond-1', bidder: bidderA, form: 'cash', amount: cny('40000') })
  given(...tendering(), bidBond, ...awarded().slice(tendering().length))
    .when(performanceBondLodged())
    .thenRefused('BOND_EXISTS')
})

test('the contract it secures must be known', () => {
  given(...awarded())
    .when(performanceBondLodged('bond-1', { contractId: 'contract-1' }))
    .thenRefused('CONTRACT_UNKNOWN')
  given(...contracted())
    .when(performanceBondLodged('bond-1', { contractId: 'contract-1' }))
    .then()
})

test('a repeat in an imported history does not forget what was released', () => {
  const released = fact('BondReleased', {
    bondId: 'bond-1',
    principal: cny('190000.00'),
    interest: cny('0'),
    trigger: 'automatic',
  })
  given(imported(), performanceBondLodged(), released, performanceBondLodged())
    .when(released)
    .thenFound('BOND_NOT_HELD')
})
