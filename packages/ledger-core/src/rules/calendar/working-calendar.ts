import { Fault } from '../../kernel/fault.ts'

/**
 * Which days are working days. A day is a day number, as `dayNumber` gives it: days since 1970-01-01.
 *
 * A calendar MUST throw `CALENDAR_UNKNOWN` (`calendarUnknown`) for a day of which it does not know: a law that counts
 * working days is not guessed at.
 */
export interface WorkingCalendar {
  /** Names its data for ever, such as `cn-2026.1`; stands beside every result. */
  readonly version: string
  readonly isWorkingDay: (day: number) => boolean
}

export const calendarUnknown = (version: string, year: number): Fault =>
  new Fault('CALENDAR_UNKNOWN', `calendar ${version} has no working days of ${year}; give one that knows that year`)
