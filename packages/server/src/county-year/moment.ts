/** The county's clock: China has one zone without summer time, so a day and a minute of it make an instant. */

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const OFFSET_MS = 8 * 60 * MINUTE_MS

/** Epoch milliseconds of a minute of a civil day in Anhui. */
export const moment = (day: number, minute: number): number => day * DAY_MS + minute * MINUTE_MS - OFFSET_MS

/** The minute of the day of `9:30`. */
export function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}

export const dayAt = (ms: number): number => Math.floor((ms + OFFSET_MS) / DAY_MS)
export const minuteAt = (ms: number): number => Math.floor((ms + OFFSET_MS - dayAt(ms) * DAY_MS) / MINUTE_MS)

/** `2023-06-02T10:00:00+08:00`, as an office of the county would state it. */
export const stated = (ms: number): string => `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+08:00`

/** `2023-06-02`. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
