import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { addDays, CalendarDate, dateOfDay, dayNumber } from './calendar-date.ts'
import { BrokenInvariant } from './fault.ts'
import { instantMs, utcMillis } from './instant.ts'
import { dateIn, dayNumberIn, endOfDayMs, startOfDayMs, Zone } from './zone.ts'

const DAY_MS = 86_400_000

const date = (text: string) => CalendarDate.parse(text)

const bounds = (zone: string, day: string) => [
  utcMillis(startOfDayMs(zone, date(day))),
  utcMillis(endOfDayMs(zone, date(day))),
]

test.each(['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8'])(
  '%s is a zone',
  (zone) => {
    expect(Zone.parse(zone)).toBe(zone)
  },
)

test.each([
  ...['', 'Z', '+08:00', 'Asia/Peking', 'europe/berlin', 'EUROPE/BERLIN', 'Asia/Shanghai ', '../etc/passwd'],
  ...['x'.repeat(65), 8, null],
])('%j is not a zone', (zone) => {
  expect(Zone.safeParse(zone).error?.issues).toHaveLength(1)
})

test('a zone that the runtime does not know is a broken invariant below the border', () => {
  expect(() => dateIn('Mars/Olympus', 0)).toThrow(BrokenInvariant)
  expect(() => dateIn('UTC', Number.NaN)).toThrow(BrokenInvariant)
})

test.each([
  ['UTC', '2023-05-06T15:59:59.999Z', '2023-05-06'],
  ['Asia/Shanghai', '2023-05-06T15:59:59.999Z', '2023-05-06'],
  ['Asia/Shanghai', '2023-05-06T16:00:00Z', '2023-05-07'],
  // Summer time, 1986 to 1991: UTC+9.
  ['Asia/Shanghai', '1988-07-01T15:00:00Z', '1988-07-02'],
  ['Asia/Shanghai', '1988-12-01T15:00:00Z', '1988-12-01'],
  ['Europe/Berlin', '2023-07-01T22:00:00Z', '2023-07-02'],
  ['Europe/Berlin', '2023-12-01T22:00:00Z', '2023-12-01'],
  ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
  ['Asia/Kathmandu', '2023-05-06T18:15:00Z', '2023-05-07'],
])('in %s it is at %s already %s', (zone, at, day) => {
  expect(dateIn(zone, instantMs(at))).toBe(day)
  expect(dayNumberIn(zone, instantMs(at))).toBe(dayNumber(date(day)))
})

test.each([
  ['UTC', '2023-05-06', '2023-05-06T00:00:00.000Z', '2023-05-06T23:59:59.999Z'],
  ['Asia/Shanghai', '2023-05-06', '2023-05-05T16:00:00.000Z', '2023-05-06T15:59:59.999Z'],
  // 23 and 25 hours.
  ['Europe/Berlin', '2023-03-26', '2023-03-25T23:00:00.000Z', '2023-03-26T21:59:59.999Z'],
  ['Europe/Berlin', '2023-10-29', '2023-10-28T22:00:00.000Z', '2023-10-29T22:59:59.999Z'],
  // From 00:00 to 01:00, so the day begins at 01:00; and from 01:00 to 00:00, so 00:30 is there twice.
  ['America/Havana', '2023-03-12', '2023-03-12T05:00:00.000Z', '2023-03-13T03:59:59.999Z'],
  ['America/Havana', '2023-11-05', '2023-11-05T04:00:00.000Z', '2023-11-06T04:59:59.999Z'],
  // From 00:00 back to 23:00 of the day before.
  ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00.000Z', '2018-02-18T02:59:59.999Z'],
  // From 00:01 back to 23:01: the 29th begins, is left again for an hour, and 28 and 29 overlap.
  ['America/St_Johns', '2006-10-28', '2006-10-28T02:30:00.000Z', '2006-10-29T03:29:59.999Z'],
  ['America/St_Johns', '2006-10-29', '2006-10-29T02:30:00.000Z', '2006-10-30T03:29:59.999Z'],
  // The day that never was is empty: it ends before it begins.
  ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00.000Z', '2011-12-30T09:59:59.999Z'],
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', '2011-12-30T09:59:59.999Z'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z', '2011-12-31T09:59:59.999Z'],
  ['Asia/Shanghai', '1988-07-01', '1988-06-30T15:00:00.000Z', '1988-07-01T14:59:59.999Z'],
])('in %s the day %s lasts from %s to %s', (zone, day, start, end) => {
  expect(bounds(zone, day)).toEqual([start, end])
})

const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const ms = fc.integer({ min: Date.UTC(1900, 0, 2), max: Date.UTC(2100, 0, 1) })

test('the date is the one that Intl shows, in every zone', () => {
  fc.assert(
    fc.property(zone, ms, (zone, ms) => {
      const shown = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      })
      const [month, day, year] = shown.format(ms).split('/')
      expect(dateIn(zone, ms)).toBe(`${year}-${month}-${day}`)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  'Europe/Berlin',
  'America/Havana',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Shanghai',
  'Africa/Casablanca',
])('in %s the date is the one that Intl shows, in every half hour of years that shift', (zone) => {
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const shown = new Intl.DateTimeFormat('en-US', options)
  for (const year of [1988, 2006, 2011, 2023]) {
    for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += DAY_MS / 48) {
      const [month, day, shownYear] = shown.format(ms).split('/')
      if (dateIn(zone, ms) !== `${shownYear}-${month}-${day}`)
        expect.fail(`${utcMillis(ms)} is not ${dateIn(zone, ms)}`)
    }
  }
})

test('a day starts at the first instant that has reached it, and ends at the last that has not passed it', () => {
  fc.assert(
    fc.property(zone, ms, (zone, ms) => {
      const day = dayNumberIn(zone, ms)
      const start = startOfDayMs(zone, dateOfDay(day))
      const end = endOfDayMs(zone, dateOfDay(day))
      expect([start <= ms, end >= ms]).toEqual([true, true])
      expect(dayNumberIn(zone, start)).toBe(day)
      expect(dayNumberIn(zone, start - 1)).toBeLessThan(day)
      expect(dayNumberIn(zone, end)).toBe(day)
      expect(dayNumberIn(zone, end + 1)).toBeGreaterThan(day)
    }),
    { numRuns: 2_000 },
  )
})

test('no instant lies between two days', () => {
  fc.assert(
    fc.property(zone, ms, (zone, ms) => {
      const day = dateOfDay(dayNumberIn(zone, ms))
      expect(startOfDayMs(zone, addDays(day, 1))).toBeLessThanOrEqual(endOfDayMs(zone, day) + 1)
    }),
  )
})

test('more days than are remembered are answered alike', () => {
  const day = date('2023-05-06')
  for (let days = 0; days < 20_000; days += 1) dayNumberIn('Asia/Shanghai', days * DAY_MS)
  expect(bounds('Asia/Shanghai', day)).toEqual(['2023-05-05T16:00:00.000Z', '2023-05-06T15:59:59.999Z'])
})

test('the schema converts to JSON Schema', () => {
  expect(z.toJSONSchema(Zone)).toMatchObject({ type: 'string', maxLength: 64 })
})
