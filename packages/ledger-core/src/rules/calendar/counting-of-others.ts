import { type CalendarDate, daysBetween } from '../../kernel/calendar-date.ts'

/** How other tools count the days between two acts, so that their figures can be compared with those of the rules. */

const DAY_MS = 86_400_000

/**
 * Whole spans of 24 hours, the rest cut off: 15 days less one second are 14.
 * Source: Open Contracting Partnership, Cardinal, indicator R003 (short submission period).
 */
export const cardinalDays = (fromMs: number, untilMs: number): number => Math.trunc((untilMs - fromMs) / DAY_MS)

/**
 * The difference of two calendar dates, whatever the hours: from late on the 1st to early on the 16th are 15.
 * Source: DIGIWHIST, the indicators of advertisement and decision periods.
 */
export const digiwhistDays = (from: CalendarDate, until: CalendarDate): number => daysBetween(from, until)

/**
 * Whether a stated duration fits two instants: anything from the span rounded down to the span rounded up.
 * Source: Open Contracting Partnership, Pelican, the check of `durationInDays`.
 */
export function fitsPelican(statedDays: number, fromMs: number, untilMs: number): boolean {
  const days = (untilMs - fromMs) / DAY_MS
  return Math.floor(days) <= statedDays && statedDays <= Math.ceil(days)
}
