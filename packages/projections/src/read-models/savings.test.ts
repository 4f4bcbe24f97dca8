import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import type { Told } from '../testing/invented.ts'
import { awarded, cancelled, cny, imported, registered, rowsIn } from '../testing/project-facts.ts'
import { savings } from './savings.ts'

const saving = (...facts: readonly Told[]) => rowsIn(savings, ...facts)[0]
const second = (amount: string, currency = 'CNY') => awarded('2023-04-09', 'award-2', { amount: { amount, currency } })

test('a project saves its ceiling price minus all its live awards, placed by the first', () => {
  expect(saving(registered('2023-03-01'), awarded('2023-04-07'), second('40.00'))).toMatchObject({
    key: '',
    occurredOn: dayNumber('2023-04-07' as never),
    currency: 'CNY',
    baseline: 'known',
    ratePriced: 0,
    savedMinor: 6_000n,
  })
})

test('the first live award is the one that occurred first', () => {
  const late = awarded('2023-04-01', 'award-2', { amount: cny('1.00') })
  expect(saving(registered('2023-03-01'), awarded('2023-04-07'), late)?.occurredOn).toBe(
    dayNumber('2023-04-01' as never),
  )
})

test('a project without a live award has no row', () => {
  expect(saving(registered('2023-03-01'))).toBeUndefined()
  expect(saving(registered('2023-03-01'), awarded('2023-04-07'), cancelled('2023-04-08'))).toBeUndefined()
})

test('a void award is not subtracted and places nothing', () => {
  expect(
    saving(registered('2023-03-01'), awarded('2023-04-07'), second('40.00'), cancelled('2023-04-10')),
  ).toMatchObject({
    occurredOn: dayNumber('2023-04-09' as never),
    savedMinor: 96_000n,
  })
})

test('the budget stands in for a ceiling price, and not beside one', () => {
  const { ceilingPrice: _none, ...data } = registered('2023-03-01', { budget: cny('950.00') }).data as Record<
    string,
    unknown
  >
  expect(saving({ ...registered('2023-03-01'), data }, awarded('2023-04-07'))?.savedMinor).toBe(5_000n)
  expect(saving(registered('2023-03-01', { budget: cny('950.00') }), awarded('2023-04-07'))?.savedMinor).toBe(10_000n)
})

test('a negative saving is kept', () => {
  expect(
    saving(registered('2023-03-01'), awarded('2023-04-07', 'award-1', { amount: cny('1100.00') }))?.savedMinor,
  ).toBe(-10_000n)
})

test('land and property bring the awards above the reserve price', () => {
  for (const category of ['land', 'property'] as const) {
    const sale = registered('2023-03-01', { category, reservePrice: cny('800.00') })
    expect(saving(sale, awarded('2023-04-07'))?.savedMinor).toBe(10_000n)
    expect(saving(registered('2023-03-01', { category }), awarded('2023-04-07'))).toMatchObject({ baseline: 'none' })
  }
})

test('without a baseline, priced by a rate, or in two currencies nothing is counted', () => {
  expect(saving(imported('2024-01-01'), awarded('2023-04-07'))).toMatchObject({ baseline: 'none', savedMinor: null })
  expect(saving(registered('2023-03-01'), awarded('2023-04-07', 'award-1', { rate: '1.5' }))).toMatchObject({
    ratePriced: 1,
    savedMinor: null,
  })
  expect(saving(registered('2023-03-01'), awarded('2023-04-07'), second('1.00', 'USD'))).toMatchObject({
    currency: null,
    savedMinor: null,
  })
})
