import { z } from 'zod'
import { type CalendarDate, dateOfDay, dayNumber, dayNumberOf } from './calendar-date.ts'
import { BrokenInvariant } from './fault.ts'
import { quoted, saying } from './quoted.ts'

// Source: the IANA time zone database, as the runtime's Intl carries it. Its rules change; so whatever a rule of the
// procedure took from a local date is stored in the event.

const DAY_MS = 86_400_000

/** Zones and days that are remembered; a full memory is emptied, which costs time and nothing else. */
const MAX_ZONES = 128
const MAX_DAYS_OF_A_ZONE = 16_384

const MAX_ZONE_CHARS = 64
const ZONE = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/

const notAZone = saying('is not a time zone; write a name of the IANA database such as "Asia/Shanghai", or "UTC"')

/** The name of a zone that the runtime knows, such as `Asia/Shanghai`. Offsets are no zones: they have no summer. */
export const Zone = z
  .string(notAZone)
  .max(MAX_ZONE_CHARS, notAZone)
  .regex(ZONE, notAZone)
  .refine((name) => clockOf(name) !== undefined, notAZone)

export type Zone = z.infer<typeof Zone>

/** The calendar date in a zone at an instant in epoch milliseconds. */
export const dateIn = (zone: string, ms: number): CalendarDate => dateOfDay(dayNumberIn(zone, ms))

/** The same as a day number: days from 1970-01-01. Projections call it several times per event. */
export const dayNumberIn = (zone: string, ms: number): number => Math.floor((ms + offsetAt(zone, ms)) / DAY_MS)

/**
 * The first millisecond whose date in the zone is `date`. It need not be midnight: Havana skips the hour from 0 to 1 in
 * spring. For a date that a zone skipped (Apia, 2011-12-30) it is the start of the next.
 */
export function startOfDayMs(zone: string, date: CalendarDate): number {
  const localStart = dayNumber(date) * DAY_MS
  for (const { fromMs, untilMs, offsetMs } of stretchesAround(zone, date)) {
    const ms = Math.max(fromMs, localStart - offsetMs)
    if (ms < untilMs) return ms
  }
  throw new BrokenInvariant(`${zone} has no start of ${date}`)
}

/**
 * The last millisecond whose date in the zone is `date`: until then, "until this date" holds. For a date that a zone
 * skipped it is the end of the one before.
 */
export function endOfDayMs(zone: string, date: CalendarDate): number {
  const localEnd = (dayNumber(date) + 1) * DAY_MS
  for (const { fromMs, untilMs, offsetMs } of stretchesAround(zone, date).reverse()) {
    const ms = Math.min(untilMs, localEnd - offsetMs) - 1
    if (ms >= fromMs) return ms
  }
  throw new BrokenInvariant(`${zone} has no end of ${date}`)
}

/** A time from `fromMs` up to, not including, `untilMs` with one offset from UTC. */
interface Stretch {
  readonly fromMs: number
  readonly untilMs: number
  readonly offsetMs: number
}

/** What a zone does during one UTC day: mostly keep its offset, on few days shift it once. */
type DayOffset = number | Shift

interface Shift {
  readonly atMs: number
  readonly beforeMs: number
  readonly afterMs: number
}

interface ZoneClock {
  readonly format: Intl.DateTimeFormat
  readonly days: Map<number, DayOffset>
}

const clocks = new Map<string, ZoneClock>()

function offsetAt(zone: string, ms: number): number {
  const offset = dayOffset(zone, Math.floor(ms / DAY_MS))
  if (typeof offset === 'number') return offset
  return ms < offset.atMs ? offset.beforeMs : offset.afterMs
}

/** Offsets stay within 18 hours and a zone can skip a day: two UTC days on either side hold every answer. */
const stretchesAround = (zone: string, date: CalendarDate): Stretch[] =>
  [-2, -1, 0, 1, 2].flatMap((days) => stretchesOf(zone, dayNumber(date) + days))

function stretchesOf(zone: string, utcDay: number): Stretch[] {
  const fromMs = utcDay * DAY_MS
  const untilMs = fromMs + DAY_MS
  const offset = dayOffset(zone, utcDay)
  if (typeof offset === 'number') return [{ fromMs, untilMs, offsetMs: offset }]
  return [
    { fromMs, untilMs: offset.atMs, offsetMs: offset.beforeMs },
    { fromMs: offset.atMs, untilMs, offsetMs: offset.afterMs },
  ]
}

function dayOffset(zone: string, utcDay: number): DayOffset {
  const clock = clockOf(zone)
  if (!clock) throw new BrokenInvariant(`${quoted(zone)} is not a time zone`)
  const known = clock.days.get(utcDay)
  if (known !== undefined) return known
  const offset = measureDay(clock.format, utcDay)
  if (clock.days.size >= MAX_DAYS_OF_A_ZONE) clock.days.clear()
  clock.days.set(utcDay, offset)
  return offset
}

/** No zone of the database shifts twice within 24 hours, so the ends of a day tell whether it shifts. */
function measureDay(format: Intl.DateTimeFormat, utcDay: number): DayOffset {
  if (!Number.isInteger(utcDay)) throw new BrokenInvariant('a local date needs a time in epoch milliseconds')
  const beforeMs = measureOffset(format, utcDay * DAY_MS)
  const afterMs = measureOffset(format, (utcDay + 1) * DAY_MS)
  if (beforeMs === afterMs) return beforeMs
  let early = utcDay * DAY_MS
  let late = early + DAY_MS
  // Zones shift on whole seconds. The last step leaves `late` at the first second of the new offset.
  while (late - early > 1000) {
    const middle = early + Math.floor((late - early) / 2000) * 1000
    if (measureOffset(format, middle) === beforeMs) early = middle
    else late = middle
  }
  return { atMs: late, beforeMs, afterMs }
}

/** What the wall clock shows, read as if it were UTC, minus UTC. `ms` is a whole second. */
function measureOffset(format: Intl.DateTimeFormat, ms: number): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of format.formatToParts(ms)) shown[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown
  return dayNumberOf(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 - ms
}

function clockOf(zone: string): ZoneClock | undefined {
  const known = clocks.get(zone)
  if (known) return known
  const format = ZONE.test(zone) ? formatOf(zone) : undefined
  if (!format) return undefined
  if (clocks.size >= MAX_ZONES) clocks.clear()
  const clock = { format, days: new Map() }
  clocks.set(zone, clock)
  return clock
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric'
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    })
    const { timeZone: resolved } = format.resolvedOptions()
    // Intl takes EUROPE/BERLIN for Europe/Berlin; in the ledger one zone has one spelling.
    const isMisspelt = resolved !== timeZone && resolved.toLowerCase() === timeZone.toLowerCase()
    return isMisspelt ? undefined : format
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return undefined
  }
}
