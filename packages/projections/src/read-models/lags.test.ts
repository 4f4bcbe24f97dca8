import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on } from '../testing/invented.ts'
import { accepted, annulled, corrected, registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { lags } from './lags.ts'

test('every event has a row with the civil days until it was recorded', () => {
  const late = { ...registered('2023-03-01T23:30:00+08:00'), recordedMs: on('2023-03-04T00:10:00+08:00') }
  expect(rowsIn(lags, late, accepted('2023-03-02'))).toMatchObject([
    {
      key: '0',
      type: 'ProjectRegistered',
      eventId: inventedId(STREAM, 0),
      occurredMs: on('2023-03-01T23:30:00+08:00'),
      recordedMs: on('2023-03-04T00:10:00+08:00'),
      occurredOn: dayNumber('2023-03-01' as never),
      lagDays: 3,
    },
    { key: '1', type: 'RegistrationAccepted', lagDays: 0 },
  ])
})

test('a clock that runs ahead within its tolerance gives a negative lag', () => {
  const early = { ...registered('2023-03-02T00:01:00+08:00'), recordedMs: on('2023-03-01T23:59:00+08:00') }
  expect(rowsIn(lags, early)).toMatchObject([{ lagDays: -1 }])
})

test('an event of a type that nobody knows yet is measured too', () => {
  const unknown = { type: 'FlagRaised', data: {}, occurredMs: on('2023-03-02') }
  expect(rowsIn(lags, registered('2023-03-01'), unknown)).toMatchObject([
    { key: '0' },
    { key: '1', type: 'FlagRaised' },
  ])
})

test('a corrected fact is as late as its corrected instant says, and when it was corrected does not count', () => {
  const acceptance = accepted('2023-03-02')
  const late = { ...acceptance, recordedMs: on('2023-03-05') }
  const moved = corrected('2023-06-01', 1, acceptance.data, '2023-03-04T12:00:00+08:00')
  expect(rowsIn(lags, registered('2023-03-01'), late, moved)).toMatchObject([
    { key: '0', lagDays: 0 },
    { key: '1', eventId: inventedId(STREAM, 1), recordedMs: on('2023-03-05'), lagDays: 1 },
  ])
})

test('acts on the record are not measured, nor is what was annulled', () => {
  const facts = [registered('2023-03-01'), accepted('2023-03-02'), annulled('2023-03-03', 1)]
  expect(rowsIn(lags, ...facts)).toMatchObject([{ key: '0' }])
})
