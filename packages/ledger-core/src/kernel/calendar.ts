/**
 * Time in two kinds that are never mixed: calendar dates, which have no offset, and instants, which have no day until a
 * zone gives them one.
 */
export {
  addDays,
  CalendarDate,
  dateOfDay,
  dayNumber,
  daysBetween,
  monthOf,
  quarterOf,
  yearEarlier,
  yearOf,
} from './calendar-date.ts'
export { Instant, instantMs, utcMillis } from './instant.ts'
export { dateIn, dayNumberIn, endOfDayMs, startOfDayMs, Zone } from './zone.ts'
