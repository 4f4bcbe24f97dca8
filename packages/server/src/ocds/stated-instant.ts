import { CalendarDate, Instant, startOfDayMs } from '@procurement-ledger/core'

/** An instant of the source as the ledger writes instants, and whether the zone had to complete it. */
export interface StatedInstant {
  readonly text: string
  readonly isCompleted: boolean
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?\d*(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?$/

const MINUTE_MS = 60_000

/**
 * Reads what publishers write for a date-time of OCDS. What is an instant of RFC 3339 is kept as it is written; a bare
 * date is the start of that day in `zone`, a time without an offset is a time of that zone. Undefined for anything else.
 */
export function statedInstant(text: string, zone: string): StatedInstant | undefined {
  if (Instant.safeParse(text).success) return { text, isCompleted: false }
  const day = CalendarDate.safeParse(text)
  if (day.success) return { text: localText(startOfDayMs(zone, day.data), zone), isCompleted: true }

  const [, date = '', minutes = '', seconds = ':00', fraction = '', offset] = DATE_TIME.exec(text) ?? []
  const local = `${date}T${minutes}${seconds}${fraction}`
  if (!Instant.safeParse(`${local}Z`).success) return undefined
  const written = local + (offset === undefined ? offsetText(offsetMinutesAtLocal(local, zone)) : knownOffset(offset))
  return Instant.safeParse(written).success ? { text: written, isCompleted: offset === undefined } : undefined
}

/** `z`, `+03`, `+0300` and `-00:00` as RFC 3339 writes a known offset. */
function knownOffset(offset: string): string {
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  return /^0*$/.test(digits) ? 'Z' : `${offset.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`
}

/** An instant as the clocks of the zone show it, to the second. */
function localText(ms: number, zone: string): string {
  const minutes = offsetMinutes(zone, ms)
  return new Date(ms + minutes * MINUTE_MS).toISOString().slice(0, 19) + offsetText(minutes)
}

/** The second look takes the offset of the instant itself, where the first was on the other side of a clock change. */
function offsetMinutesAtLocal(local: string, zone: string): number {
  const asUtcMs = Date.parse(`${local}Z`)
  return offsetMinutes(zone, asUtcMs - offsetMinutes(zone, asUtcMs) * MINUTE_MS)
}

function offsetMinutes(zone: string, ms: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')
