import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awarded, bidderA, cny, failed, imported, performanceBondLodged, tendering } from '../../testing/histories.ts'
import { heldMinor } from '../project.ts'

const released = (amount: string, override: object = {}) =>
  fact('BondReleased', {
    bondId: 'bond-1',
    principal: cny(amount),
    interest: cny('12.34'),
    trigger: 'automatic',
    ...override,
  })

test('a bond goes back in parts; its interest was never lodged', () => {
  given(...awarded(), performanceBondLodged(), released('90000.01'))
    .when(released('50000.00'))
    .then(({ bonds }) => {
      const bond = bonds.get('bond-1')
      expect(bond?.releasedMinor).toBe(14_000_001n)
      expect(bond && heldMinor(bond)).toBe(4_999_999n)
    })
})

test('a bid bond goes back after the tender failed', () => {
  const lodged = fact('BidBondLodged', { bondId: 'bond-1', bidder: bidderA, form: 'transfer', amount: cny('40000') })
  given(...tendering(), lodged, ...failed().slice(tendering().length))
    .when(released('40000.00'))
    .then(({ bonds }) => expect(bonds.get('bond-1')?.releasedMinor).toBe(4_000_000n))
})

test('a bond goes back while the procedure is suspended', () => {
  const suspended = fact('ProcedureSuspended', { cause: 'a complaint is being handled' })
  given(...awarded(), performanceBondLodged(), suspended)
    .when(released('190000.00'))
    .then()
})

test('a bond that was never lodged is not held', () => {
  given(...awarded())
    .when(released('1.00'))
    .thenRefused('BOND_NOT_HELD')
})

test('a bond that went back whole is not held any more', () => {
  given(...awarded(), performanceBondLodged(), released('190000.00'))
    .when(released('0.01'))
    .thenRefused('BOND_NOT_HELD')
})

test('to the fen, and not one more', () => {
  given(...awarded(), performanceBondLodged(), released('100000.00'))
    .when(released('90000.00'))
    .then()
  given(...awarded(), performanceBondLodged(), released('100000.00'))
    .when(released('90000.01'))
    .thenRefused('BOND_EXCEEDED')
})

test('a bond goes back in its own currency', () => {
  const euro = { amount: '1.00', currency: 'EUR' }
  given(...awarded(), performanceBondLodged())
    .when(released('', { principal: euro, interest: euro }))
    .thenRefused('CURRENCY_MISMATCH')
})

test('principal and interest are in one currency', () => {
  given(...awarded(), performanceBondLodged())
    .when(released('1.00', { interest: { amount: '1.00', currency: 'EUR' } }))
    .thenRefused('INVALID')
})

test('a principal of zero releases nothing', () => {
  for (const zero of ['0', '0.00'])
    given(...awarded(), performanceBondLodged())
      .when(released(zero))
      .thenRefused('INVALID')
})

test('an amount with too many decimals is refused by its shape', () => {
  given(...awarded(), performanceBondLodged())
    .when(released('0.001'))
    .thenRefused('INVALID')
})

test('an imported release of an unknown bond is recorded with its finding', () => {
  given(imported(), released('1.00')).when(released('1.00')).thenFound('BOND_NOT_HELD')
})

test('an imported release in another currency is not added to what was released', () => {
  const euro = { amount: '1.00', currency: 'EUR' }
  given(...[imported(), performanceBondLodged(), released('', { principal: euro, interest: euro })])
    .when(released('190000.00'))
    .then(({ bonds }) => expect(bonds.get('bond-1')?.releasedMinor).toBe(19_000_000n))
})
