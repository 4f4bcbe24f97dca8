import { z } from 'zod'
import { dayNumberOf, isDate } from './calendar-date.ts'
import { BrokenInvariant } from './fault.ts'
import { quoted, saying } from './quoted.ts'

// Source: RFC 3339 section 5.6, narrowed: upper case only, no leap seconds, no unknown offset.

const DAY_MS = 86_400_000

/** Java and others accept no offset beyond 18 hours; no zone has ever had 16. */
const MAX_OFFSET_MINUTES = 18 * 60

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

const EXPECTED = 'write a date that exists, "T", a time and an offset, such as 2023-05-06T09:00:00+08:00'

const notAnInstant = saying(`is not an instant; ${EXPECTED}`)

/**
 * A point in time as the caller wrote it: RFC 3339 with an offset, and a fraction of up to 9 digits. The text is kept,
 * since what somebody stated is evidence; `instantMs` gives the number to compute with.
 */
export const Instant = z
  .string(notAnInstant)
  .refine((text) => !Number.isNaN(millisOf(text)), {
    abort: true,
    error: ({ input }) => `${quoted(input)} is not an instant; ${remedyFor(String(input))}`,
  })
  .brand<'Instant'>()
  .meta({ format: 'date-time' })

export type Instant = z.infer<typeof Instant>

/**
 * Milliseconds from 1970-01-01T00:00:00Z. What is finer is cut off, toward the past.
 *
 * @throws BrokenInvariant for what the schema would refuse
 */
export function instantMs(instant: string): number {
  const ms = millisOf(instant)
  if (Number.isNaN(ms)) throw new BrokenInvariant(`${quoted(instant)} is not an instant`)
  return ms
}

/**
 * `YYYY-MM-DDTHH:mm:ss.sssZ`, the form of every time that the ledger itself writes.
 *
 * @throws BrokenInvariant for what is not a whole number of milliseconds in the years 0000 to 9999
 */
export function utcMillis(ms: number): Instant {
  const day = Math.floor(ms / DAY_MS)
  const known = dates[day & (dates.length - 1)]
  if (known?.day === day && Number.isInteger(ms)) return `${known.date}T${timeOf(ms - day * DAY_MS)}Z` as Instant

  const text = Number.isInteger(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : ''
  // Years beyond four digits have a sign and six.
  if (text.length !== 24) throw new BrokenInvariant(`${ms} is not a time in milliseconds of a year with four digits`)
  dates[day & (dates.length - 1)] = { day, date: text.slice(0, 10) }
  return text as Instant
}

// A ledger writes few days over and over; their dates are remembered, a time of day is arithmetic. A power of two.
const dates = new Array<{ readonly day: number; readonly date: string } | undefined>(64).fill(undefined)

function timeOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n))

/** NaN for what is not an instant. Read by position, since projections call this for every event. */
function millisOf(text: string): number {
  if (!INSTANT.test(text) || !isDate(text)) return Number.NaN
  const hour = digits(text, 11)
  const minute = digits(text, 14)
  const second = digits(text, 17)
  const offset = offsetMinutes(text)
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  const day = dayNumberOf(digits(text, 0) * 100 + digits(text, 2), digits(text, 5), digits(text, 8))
  return day * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fractionMs(text)
}

/** The offset in minutes, NaN for one that no place has. */
function offsetMinutes(text: string): number {
  if (text.endsWith('Z')) return 0
  const hours = digits(text, text.length - 5)
  const minutes = digits(text, text.length - 2)
  const total = hours * 60 + minutes
  const isWest = text.charAt(text.length - 6) === '-'
  if (minutes > 59 || total > MAX_OFFSET_MINUTES) return Number.NaN
  // RFC 3339 4.3: -00:00 says that the local offset is unknown, and the local day then is too.
  if (isWest && total === 0) return Number.NaN
  return isWest ? -total : total
}

/** The first three digits of the fraction. A fraction counts forward before 1970 too, so cutting it goes to the past. */
function fractionMs(text: string): number {
  if (text.charAt(19) !== '.') return 0
  const fraction = text.slice(20, 23).replace(/\D.*/, '')
  return Number(fraction.padEnd(3, '0'))
}

function remedyFor(text: string): string {
  if (/T\d{2}:\d{2}:60/.test(text)) return 'leap seconds are not kept; write second 59'
  if (/-00:00$/.test(text)) return 'the offset -00:00 means unknown; write Z or the offset of the place'
  if (/T\d{2}:\d{2}:\d{2}(?:\.\d+)?$/.test(text)) return 'its offset is missing; add Z or the offset, such as +08:00'
  if (/\d[t ]\d|z$/.test(text)) return 'write T and Z in upper case'
  if (/\.\d{10}/.test(text)) return 'write at most 9 digits of a second'
  return EXPECTED
}

/** The number of the two digits at `index`. */
const digits = (text: string, index: number): number =>
  (text.charCodeAt(index) - 0x30) * 10 + text.charCodeAt(index + 1) - 0x30
