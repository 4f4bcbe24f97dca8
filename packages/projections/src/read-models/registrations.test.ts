import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { accepted, registered, rowsIn } from '../testing/project-facts.ts'
import { registrations } from './registrations.ts'

test('a registration has a row once it is accepted', () => {
  expect(rowsIn(registrations, registered('2023-03-01'))).toEqual([])
  expect(rowsIn(registrations, registered('2023-03-01'), accepted('2023-03-02'))).toEqual([
    { key: '', acceptedOn: dayNumber('2023-03-02' as never), greenChannel: 0, deferred: 0 },
  ])
})

test('it tells whether it went the green channel and whether materials were deferred', () => {
  const deferred = [{ material: 'land certificate', dueOn: '2023-03-20' as never }]
  expect(
    rowsIn(registrations, registered('2023-03-01'), accepted('2023-03-02', { greenChannel: true, deferred })),
  ).toEqual([{ key: '', acceptedOn: dayNumber('2023-03-02' as never), greenChannel: 1, deferred: 1 }])
})
