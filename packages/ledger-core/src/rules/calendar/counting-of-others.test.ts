import { describe, expect, test } from 'vitest'
import type { CalendarDate } from '../../kernel/calendar-date.ts'
import { instantMs } from '../../kernel/instant.ts'
import { cardinalDays, digiwhistDays, fitsPelican } from './counting-of-others.ts'

const from = instantMs('2023-03-01T09:00:00+08:00')
const later = (days: number, ms = 0): number => from + days * 86_400_000 + ms

describe('how others count', () => {
  test('Cardinal R003 cuts off to whole spans of 24 hours: 15 days less a second are short', () => {
    expect(cardinalDays(from, later(15))).toBe(15)
    expect(cardinalDays(from, later(15, -1000))).toBe(14)
    expect(cardinalDays(from, later(16, -1))).toBe(15)
  })

  test('Cardinal cuts towards zero where the end lies before the start', () => {
    expect(cardinalDays(from, later(-1, -1))).toBe(-1)
  })

  test('DIGIWHIST takes the difference of two calendar dates', () => {
    expect(digiwhistDays('2023-03-01' as CalendarDate, '2023-03-16' as CalendarDate)).toBe(15)
    expect(digiwhistDays('2024-02-28' as CalendarDate, '2024-03-01' as CalendarDate)).toBe(2)
    expect(digiwhistDays('2023-03-02' as CalendarDate, '2023-03-01' as CalendarDate)).toBe(-1)
  })

  test('Pelican takes whatever lies from the span rounded down to the span rounded up', () => {
    const halfDay = 43_200_000
    expect([14, 15, 16, 17].map((days) => fitsPelican(days, from, later(15, halfDay)))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect([14, 15, 16].map((days) => fitsPelican(days, from, later(15)))).toEqual([false, true, false])
  })

  test('the three differ on one tender: from late on the first day to early on the last', () => {
    const late = instantMs('2023-03-01T17:00:00+08:00')
    const early = instantMs('2023-03-21T09:00:00+08:00')
    expect(cardinalDays(late, early)).toBe(19)
    expect(digiwhistDays('2023-03-01' as CalendarDate, '2023-03-21' as CalendarDate)).toBe(20)
    expect([fitsPelican(19, late, early), fitsPelican(20, late, early)]).toEqual([true, true])
  })
})
