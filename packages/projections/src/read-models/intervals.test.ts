import { dayNumber, startOfDayMs } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, type Told, told } from '../testing/invented.ts'
import {
  accepted,
  awarded,
  cancelled,
  documents,
  failed,
  imported,
  noticed,
  opened,
  publicised,
  published,
  reEvaluation,
  registered,
  resumed,
  rowsIn,
  STREAM,
  signed,
  suspended,
  tenderNotice,
} from '../testing/project-facts.ts'
import { intervals } from './intervals.ts'
import type { IntervalRow } from './rows.ts'

const day = (date: string) => dayNumber(date as never)
const dateOf = (on: number | null | undefined) =>
  on == null ? null : new Date(on * 86_400_000).toISOString().slice(0, 10)

/** Measure, start and end of every row, shortly. */
const spans = (...facts: readonly Told[]) =>
  Object.fromEntries(
    rowsIn<IntervalRow & Record<string, never>>(intervals, ...facts).map(({ key, startOn, endOn }) => [
      key,
      [dateOf(startOn), dateOf(endOn)],
    ]),
  )

const one = (key: string, ...facts: readonly Told[]) =>
  rowsIn<IntervalRow & Record<string, never>>(intervals, ...facts).find((row) => row.key === key)

const REGISTERED = 'cycle-time/registered-to-award-notice/'
const TO_CONTRACT = 'award-to-contract-time/award-notice-to-contract/award-1'
const SIGNED = 'contract-publication-time/signed-to-publication/contract-1'
const NOTICED = 'contract-publication-time/award-notice-to-publication/contract-1'

test('a whole project gives every interval', () => {
  const facts = [
    registered('2023-03-01'),
    accepted('2023-03-02'),
    tenderNotice('2023-03-06'),
    documents('2023-03-07'),
    opened('2023-03-31', ['bid-1', 'bidder-1']),
    publicised('2023-04-01', '2023-04-04'),
    awarded('2023-04-07'),
    noticed('2023-04-10'),
    signed('2023-04-20'),
    published('2023-04-24'),
  ]
  expect(spans(...facts)).toEqual({
    'cycle-time/registered-to-award-notice/': ['2023-03-01', '2023-04-10'],
    'cycle-time/accepted-to-award-notice/': ['2023-03-02', '2023-04-10'],
    'cycle-time/notice-to-award-notice/': ['2023-03-06', '2023-04-10'],
    'cycle-time/documents-to-publicity-end/': ['2023-03-07', '2023-04-04'],
    'cycle-time/opening-to-award-notice/': ['2023-03-31', '2023-04-10'],
    'registration-time/registered-to-accepted/': ['2023-03-01', '2023-03-02'],
    'contract-publication-time/signed-to-publication/contract-1': ['2023-04-20', '2023-04-24'],
    'contract-publication-time/award-notice-to-publication/contract-1': ['2023-04-10', '2023-04-24'],
    'award-to-contract-time/award-notice-to-contract/award-1': ['2023-04-10', '2023-04-20'],
    'ocp-U059/tender-start-to-end/': ['2023-03-06', '2023-03-31'],
    'ocp-U060/tender-end-to-award/': ['2023-03-31', '2023-04-10'],
    'ocp-U049/tender-end-to-any-award/': ['2023-03-31', '2023-04-07'],
    'ocp-U061/award-to-contract-start/award-1': ['2023-04-10', null],
  })
})

test('a row names its events and their instants', () => {
  const facts = [registered('2023-03-01T08:00:00+08:00'), awarded('2023-04-07'), noticed('2023-04-10T17:00:00+08:00')]
  expect(one(REGISTERED, ...facts)).toMatchObject({
    startEvent: inventedId(STREAM, 0),
    startMs: Date.parse('2023-03-01T00:00:00Z'),
    endEvent: inventedId(STREAM, 2),
    endMs: Date.parse('2023-04-10T09:00:00Z'),
    suspendedDays: 0,
    droppedOn: null,
  })
})

test('a day is a civil day of the venue', () => {
  const facts = [registered('2023-03-01T17:30:00Z'), awarded('2023-04-07'), noticed('2023-04-10T15:59:59Z')]
  expect(spans(...facts)[REGISTERED]).toEqual(['2023-03-02', '2023-04-10'])
})

test('an import is not a registration, so the interval has an end without a start', () => {
  const facts = [imported('2024-01-01'), awarded('2023-04-07'), noticed('2023-04-10')]
  expect(spans(...facts)[REGISTERED]).toEqual([null, '2023-04-10'])
})

test('what has neither end has no row', () => {
  expect(spans(imported('2024-01-01'))).toEqual({})
})

test('the first of several starts is the one that occurred first, not the one that was recorded first', () => {
  const facts = [imported('2024-01-01'), tenderNotice('2023-03-09'), tenderNotice('2023-03-06')]
  expect(spans(...facts)['cycle-time/notice-to-award-notice/']).toEqual(['2023-03-06', null])
})

test('of two facts at one instant the first in the log stands', () => {
  const facts = [registered('2023-03-01'), awarded('2023-04-07'), noticed('2023-04-10'), noticed('2023-04-10')]
  expect(one(REGISTERED, ...facts)?.endEvent).toBe(inventedId(STREAM, 2))
})

test('the tender period ends with the latest deadline, wherever it is stated', () => {
  const extended = told('DeadlineExtended', '2023-03-20', {
    ...{ bidDeadlineAt: '2023-04-05T23:30:00+08:00' as never, openingAt: '2023-04-06T09:00:00+08:00' as never },
    reason: 'a clarification',
  })
  const key = 'ocp-U059/tender-start-to-end/'
  for (const facts of [
    [tenderNotice('2023-03-06'), extended],
    [extended, tenderNotice('2023-03-06')],
  ])
    expect(one(key, registered('2023-03-01'), ...facts)).toMatchObject({
      startOn: day('2023-03-06'),
      endOn: day('2023-04-05'),
      endMs: Date.parse('2023-04-05T15:30:00Z'),
    })
  expect(one(key, registered('2023-03-01'), tenderNotice('2023-03-06'), extended)?.endEvent).toBe(inventedId(STREAM, 2))
})

test('an award leads to the first contract that starts, and a contract without a period starts nowhere', () => {
  const starting = (when: string, contractId: string, startOn: string) =>
    told('ContractSigned', when, {
      ...{ contractId, awardId: 'award-1', amount: { amount: '1.00', currency: 'CNY' }, channel: 'online' },
      ...{ period: { startOn: startOn as never, endOn: '2024-12-31' as never }, signatories: [] },
    })
  const facts = [registered('2023-03-01'), awarded('2023-04-07'), noticed('2023-04-10'), signed('2023-04-11')]
  const key = 'ocp-U061/award-to-contract-start/award-1'
  expect(spans(...facts)[key]).toEqual(['2023-04-10', null])
  const both = [...facts, starting('2023-04-12', 'c-2', '2023-06-01'), starting('2023-04-13', 'c-3', '2023-05-01')]
  expect(spans(...both)[key]).toEqual(['2023-04-10', '2023-05-01'])
})

test('an invitation starts as a notice does', () => {
  const facts = [registered('2023-03-01'), told('InvitationIssued', '2023-03-03', { invited: [] })]
  expect(spans(...facts)['cycle-time/notice-to-award-notice/']).toEqual(['2023-03-03', null])
})

test('offers start as an opening does', () => {
  const facts = [registered('2023-03-01'), told('OffersReceived', '2023-03-08', { offers: [] })]
  expect(spans(...facts)['cycle-time/opening-to-award-notice/']).toEqual(['2023-03-08', null])
})

test('the notice of a cancelled award ends nothing; the next live one does', () => {
  const facts = [registered('2023-03-01'), awarded('2023-04-07'), noticed('2023-04-10'), cancelled('2023-04-12')]
  expect(spans(...facts)[REGISTERED]).toEqual(['2023-03-01', null])
  const again = [...facts, awarded('2023-04-14', 'award-2'), noticed('2023-04-17', 'award-2')]
  expect(spans(...again)[REGISTERED]).toEqual(['2023-03-01', '2023-04-17'])
})

test('a re-evaluation sets aside the awards without a contract, and no other', () => {
  const facts = [
    registered('2023-03-01'),
    awarded('2023-04-07'),
    awarded('2023-04-08', 'award-2'),
    noticed('2023-04-09', 'award-2'),
    noticed('2023-04-10'),
    signed('2023-04-11'),
    reEvaluation('2023-04-12'),
  ]
  expect(spans(...facts)[REGISTERED]).toEqual(['2023-03-01', '2023-04-10'])
})

test('a void award has no interval, not even an open one before the day it was voided', () => {
  const facts = [registered('2023-03-01'), awarded('2023-04-07'), noticed('2023-04-10')]
  expect(one(TO_CONTRACT, ...facts)).toMatchObject({ startOn: day('2023-04-10'), endOn: null })
  expect(one(TO_CONTRACT, ...facts, cancelled('2023-04-12'))).toBeUndefined()
  expect(one(TO_CONTRACT, ...facts, reEvaluation('2023-04-12'))).toBeUndefined()
  const contracted = [...facts, signed('2023-04-11'), cancelled('2023-04-12')]
  expect(one(TO_CONTRACT, ...contracted)).toBeUndefined()
})

test('the notice of a void award starts no publication time of its contract', () => {
  const facts = [
    registered('2023-03-01'),
    awarded('2023-04-07'),
    noticed('2023-04-10'),
    signed('2023-04-11'),
    cancelled('2023-04-12'),
    published('2023-04-13'),
  ]
  expect(spans(...facts)[NOTICED]).toEqual([null, '2023-04-13'])
  expect(spans(...facts)[SIGNED]).toEqual(['2023-04-11', '2023-04-13'])
})

test('an imported history may cancel an award that it never decided', () => {
  const facts = [imported('2024-01-01'), noticed('2023-04-10'), cancelled('2023-04-12')]
  expect(spans(...facts)[REGISTERED]).toBeUndefined()
  expect(spans(imported('2024-01-01'), noticed('2023-04-10'))[REGISTERED]).toEqual([null, '2023-04-10'])
})

test('an award has the first of its contracts, a contract the first of its publications', () => {
  const facts = [
    registered('2023-03-01'),
    awarded('2023-04-07'),
    noticed('2023-04-10'),
    signed('2023-04-20', 'contract-2'),
    signed('2023-04-18', 'contract-1'),
    published('2023-04-25', 'contract-1'),
    published('2023-04-24', 'contract-1'),
  ]
  expect(spans(...facts)[TO_CONTRACT]).toEqual(['2023-04-10', '2023-04-18'])
  expect(spans(...facts)[SIGNED]).toEqual(['2023-04-18', '2023-04-24'])
})

test('a publication that is recorded before its contract is joined to it', () => {
  const facts = [imported('2024-01-01'), published('2023-04-24'), signed('2023-04-20')]
  expect(spans(...facts)[SIGNED]).toEqual(['2023-04-20', '2023-04-24'])
})

test('publicity ends with its last day, and the publicity that ends last counts', () => {
  const facts = [
    registered('2023-03-01'),
    documents('2023-03-07'),
    documents('2023-03-05', 2),
    publicised('2023-04-01', '2023-04-08'),
    publicised('2023-04-02', '2023-04-05'),
  ]
  const row = one('cycle-time/documents-to-publicity-end/', ...facts)
  expect(row).toMatchObject({
    startOn: day('2023-03-05'),
    endOn: day('2023-04-08'),
    endEvent: inventedId(STREAM, 3),
    endMs: startOfDayMs('Asia/Shanghai', '2023-04-09' as never) - 1,
  })
})

test('a project that failed or was cancelled is no longer open from that day on', () => {
  expect(one(REGISTERED, registered('2023-03-01'), failed('2023-03-31'))?.droppedOn).toBe(day('2023-03-31'))
  const facts = [registered('2023-03-01'), told('ProjectCancelled', '2023-03-20', { reason: 'no budget' })]
  expect(one(REGISTERED, ...facts)?.droppedOn).toBe(day('2023-03-20'))
})

test('suspended days are those inside the interval, and none while it is open', () => {
  const facts = [registered('2023-03-01'), suspended('2023-03-10'), resumed('2023-03-15')]
  expect(one(REGISTERED, ...facts)?.suspendedDays).toBe(0)
  const ended = [...facts, awarded('2023-04-07'), noticed('2023-04-10')]
  expect(one(REGISTERED, ...ended)?.suspendedDays).toBe(5)
  expect(one('registration-time/registered-to-accepted/', ...facts, accepted('2023-03-12'))?.suspendedDays).toBe(2)
})
