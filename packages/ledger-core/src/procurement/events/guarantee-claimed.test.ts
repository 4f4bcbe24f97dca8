import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awarded, cny, performanceBondLodged } from '../../testing/histories.ts'

const claimed = (amount: object) =>
  fact('GuaranteeClaimed', { bondId: 'bond-1', amount, reason: 'the contract was not performed' })

test('the buyer claims what the guarantor secured', () => {
  given(...awarded(), performanceBondLodged())
    .when(claimed(cny('190000.00')))
    .then(({ bonds }) => expect(bonds.get('bond-1')?.claimedMinor).toBe(19_000_000n))
})

test('a bond that was claimed whole is not held any more', () => {
  given(...awarded(), performanceBondLodged(), claimed(cny('190000.00')))
    .when(claimed(cny('0.01')))
    .thenRefused('BOND_NOT_HELD')
})

test('forfeited and claimed together never exceed what was lodged', () => {
  const forfeited = fact('BondForfeited', { bondId: 'bond-1', amount: cny('100000.00'), reason: 'late' })
  given(...awarded(), performanceBondLodged(), forfeited)
    .when(claimed(cny('90000.01')))
    .thenRefused('BOND_EXCEEDED')
})

test('a guarantee is claimed in its own currency', () => {
  given(...awarded(), performanceBondLodged())
    .when(claimed({ amount: '1.00', currency: 'EUR' }))
    .thenRefused('CURRENCY_MISMATCH')
})

test('nothing cannot be claimed', () => {
  given(...awarded(), performanceBondLodged())
    .when(claimed(cny('0')))
    .thenRefused('INVALID')
})
