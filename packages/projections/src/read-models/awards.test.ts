import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, type Told } from '../testing/invented.ts'
import {
  awarded,
  cancelled,
  imported,
  reEvaluation,
  registered,
  rowsIn,
  STREAM,
  signed,
} from '../testing/project-facts.ts'
import { awards } from './awards.ts'

const keys = (...facts: readonly Told[]) => rowsIn(awards, ...facts).map(({ key }) => key)

test('a live award has a row, in minor units', () => {
  expect(rowsIn(awards, registered('2023-03-01'), awarded('2023-04-07'))).toEqual([
    {
      key: 'award-1',
      eventId: inventedId(STREAM, 1),
      occurredMs: on('2023-04-07'),
      occurredOn: dayNumber('2023-04-07' as never),
      supplier: 'bidder-1',
      currency: 'CNY',
      amountMinor: 90_000n,
    },
  ])
})

test('an award that is priced by a rate has no amount', () => {
  const [row] = rowsIn(awards, registered('2023-03-01'), awarded('2023-04-07', 'award-1', { rate: '1.5' }))
  expect(row).toMatchObject({ currency: null, amountMinor: null })
})

test('a cancelled award has no row', () => {
  expect(keys(registered('2023-03-01'), awarded('2023-04-07'), cancelled('2023-04-08'))).toEqual([])
})

test('an award that an imported history cancels before it decides it has no row either', () => {
  expect(keys(imported('2023-06-01'), cancelled('2023-04-08'), awarded('2023-04-07'))).toEqual([])
})

test('a re-evaluation takes the rows of awards without a contract', () => {
  const facts = [
    registered('2023-03-01'),
    awarded('2023-04-07'),
    awarded('2023-04-08', 'award-2'),
    signed('2023-04-09'),
  ]
  expect(keys(...facts, reEvaluation('2023-04-10'))).toEqual(['award-1'])
})

test('an award that is stated twice counts once, as it was first stated', () => {
  const repeated = awarded('2023-05-07', 'award-1', { rate: '2' })
  expect(rowsIn(awards, registered('2023-03-01'), awarded('2023-04-07'), repeated)).toMatchObject([
    { amountMinor: 90_000n },
  ])
})
