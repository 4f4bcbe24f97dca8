import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { awarded, cny, party, registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { loans } from './loans.ts'

const granted = told('AwardFinancingGranted', '2023-04-15', {
  awardId: 'award-1',
  lender: party('bank-1'),
  amount: cny('500.00'),
})

test('a loan has a row with the supplier of its award', () => {
  expect(rowsIn(loans, registered('2023-03-01'), awarded('2023-04-07'), granted)).toEqual([
    {
      key: inventedId(STREAM, 2),
      eventId: inventedId(STREAM, 2),
      occurredMs: on('2023-04-15'),
      occurredOn: dayNumber('2023-04-15' as never),
      supplier: 'bidder-1',
      currency: 'CNY',
      amountMinor: 50_000n,
    },
  ])
})

test('an imported history may grant a loan on an award that it never decides', () => {
  expect(rowsIn(loans, registered('2023-03-01'), granted)).toMatchObject([{ supplier: '' }])
})
