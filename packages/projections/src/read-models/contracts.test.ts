import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { awarded, cny, registered, rowsIn, STREAM, signed } from '../testing/project-facts.ts'
import { contracts } from './contracts.ts'

const facts = [registered('2023-03-01'), awarded('2023-04-07'), signed('2023-04-20')]

test('a contract has a row as it was signed', () => {
  expect(rowsIn(contracts, ...facts)).toEqual([
    {
      key: 'contract-1',
      eventId: inventedId(STREAM, 2),
      occurredMs: on('2023-04-20'),
      occurredOn: dayNumber('2023-04-20' as never),
      currency: 'CNY',
      amountMinor: 90_000n,
      channel: 'online',
    },
  ])
})

test('an amendment does not change what was signed', () => {
  const amended = told('ContractAmended', '2023-05-01', {
    contractId: 'contract-1',
    rationale: 'more',
    amount: cny('990.00'),
  })
  expect(rowsIn(contracts, ...facts, amended)).toEqual(rowsIn(contracts, ...facts))
})

test('an imported history may not say through which channel a contract was signed', () => {
  const { channel: _unstated, ...data } = signed('2023-04-20').data as Record<string, unknown>
  expect(rowsIn(contracts, registered('2023-03-01'), { ...signed('2023-04-20'), data })).toMatchObject([
    { channel: null },
  ])
})
