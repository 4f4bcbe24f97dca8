import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { returns } from './returns.ts'

test('every return of a registration has a row', () => {
  const returned = (when: string) => told('RegistrationReturned', when, { reasons: ['no budget'] })
  const row = (revision: number, when: string) => ({
    key: inventedId(STREAM, revision),
    eventId: inventedId(STREAM, revision),
    occurredMs: on(when),
    occurredOn: dayNumber(when as never),
  })
  expect(rowsIn(returns, registered('2023-03-01'), returned('2023-03-02'), returned('2023-03-03'))).toEqual([
    row(1, '2023-03-02'),
    row(2, '2023-03-03'),
  ])
})
