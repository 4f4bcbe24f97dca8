import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayNumber } from '@procurement-ledger/core'
import { afterAll, expect, test } from 'vitest'
import { readCalendar } from './calendar-file.ts'
import { rulesOf } from './rules.ts'
import { UsageError } from './stores.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-calendar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(data: unknown): string {
  const path = join(folder, 'calendar.json')
  writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data))
  return path
}

/** The days are invented. */
const NEXT = { year: 2027, sources: ['an invented notice'], off: '01-01 02-05/02-11', on: '02-20' }
const extension = { extends: 'cn-2026.1', version: 'cn-2027.1', years: [NEXT] }
const day = (date: string) => dayNumber(date as never)

test('the years of a new notice are added to the calendar that is built in', () => {
  const calendar = readCalendar(written(extension))
  expect(calendar.version).toMatch(/^cn-2027\.1\.[0-9a-f]{8}$/)
  // 2027-02-08 is a Monday, 2027-02-20 a Saturday; 2023-01-28 was made up for.
  expect(
    ['2027-02-08', '2027-02-20', '2027-02-22', '2023-01-28'].map((date) => calendar.isWorkingDay(day(date))),
  ).toEqual([false, true, true, true])
  expect(() => calendar.isWorkingDay(day('2028-01-03'))).toThrow(/2028/)
})

test('a year that the notice changes afterwards is as the file has it', () => {
  const changed = { year: 2026, sources: [], off: '12-31', on: '' }
  const calendar = readCalendar(written({ ...extension, years: [changed, NEXT] }))
  expect(calendar.isWorkingDay(day('2026-12-31'))).toBe(false)
})

test('a whole calendar stands alone, and another file is another version', () => {
  const whole = { version: 'xl-2024.1', weekend: ['friday', 'saturday'], years: [{ ...NEXT, year: 2024, on: '' }] }
  const calendar = readCalendar(written(whole))
  expect(['2024-03-01', '2024-03-03'].map((date) => calendar.isWorkingDay(day(date)))).toEqual([false, true])
  expect(() => calendar.isWorkingDay(day('2023-03-01'))).toThrow(/2023/)
  expect(readCalendar(written({ ...whole, weekend: ['friday'] })).version).not.toBe(calendar.version)
})

test('the rules of a command go by it', () => {
  const { calendar } = rulesOf({ packs: 'cn-tbl', block: '', calendar: written(extension) })
  expect(calendar.version).toMatch(/^cn-2027\.1\./)
})

test.each([
  ['no JSON', '{', /calendar\.json: the calendar is no JSON: /],
  ['null', 'null', /calendar\.json: /],
  ['no version', { weekend: [], years: [NEXT] }, /calendar\.json: .*version/s],
  ['another base', { ...extension, extends: 'cn-1999.1' }, /extends "cn-1999\.1", and built in is "cn-2026\.1"/],
  [
    'a day that is off and on',
    { ...extension, years: [{ ...NEXT, on: '01-01' }] },
    /2027-01-01 is listed as a day off and/,
  ],
  ['a word for days', { ...extension, years: [{ ...NEXT, off: 'new year' }] }, /is no list of days/],
  ['a year that is none', { ...extension, years: [null] }, /calendar\.json: /],
  ['a week of its own', { ...extension, weekend: ['friday'] }, /calendar\.json: .*weekend/s],
  ['years that are none', { ...extension, years: 2027 }, /calendar\.json: /],
])('%s is refused as wrong usage', (_what, data, message) => {
  const path = written(data)
  expect(() => readCalendar(path)).toThrow(UsageError)
  expect(() => readCalendar(path)).toThrow(message)
})

test('a file that is not there is refused', () => {
  expect(() => readCalendar(join(folder, 'none.json'))).toThrow(/the calendar cannot be read: ENOENT/)
})
