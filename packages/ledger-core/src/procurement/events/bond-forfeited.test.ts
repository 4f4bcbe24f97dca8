import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awarded, cny, performanceBondLodged } from '../../testing/histories.ts'

const forfeited = (amount: object) =>
  fact('BondForfeited', { bondId: 'bond-1', amount, reason: 'the winner refused to sign' })

test('the buyer keeps a part of a bond', () => {
  given(...awarded(), performanceBondLodged())
    .when(forfeited(cny('90000.00')))
    .then(({ bonds }) => expect(bonds.get('bond-1')?.forfeitedMinor).toBe(9_000_000n))
})

test('a bond that was never lodged cannot be kept', () => {
  given(...awarded())
    .when(forfeited(cny('1.00')))
    .thenRefused('BOND_NOT_HELD')
})

test('released and forfeited together never exceed what was lodged', () => {
  const released = fact('BondReleased', {
    bondId: 'bond-1',
    principal: cny('100000.00'),
    interest: cny('0'),
    trigger: 'applied',
  })
  given(...awarded(), performanceBondLodged(), released)
    .when(forfeited(cny('90000.00')))
    .then()
  given(...awarded(), performanceBondLodged(), released)
    .when(forfeited(cny('90000.01')))
    .thenRefused('BOND_EXCEEDED')
})

test('a bond is kept in its own currency', () => {
  given(...awarded(), performanceBondLodged())
    .when(forfeited({ amount: '1.00', currency: 'EUR' }))
    .thenRefused('CURRENCY_MISMATCH')
})

test('nothing cannot be kept', () => {
  given(...awarded(), performanceBondLodged())
    .when(forfeited(cny('0')))
    .thenRefused('INVALID')
})
