import { type CalendarDate, dateIn, dateOfDay, dayNumber } from '@procurement-ledger/core'
import type { Queryable } from '../queryable.ts'
import { sql } from '../statistics/sql.ts'

/** Today, where the venues are. */
export const todayOfVenues = async (models: Queryable, nowMs: number): Promise<CalendarDate> =>
  dateIn(await zoneOfVenues(models), nowMs)

/**
 * The day on which all projects are judged where none is named: today, or the day of the last fact of all where that is
 * later, by the clock's tolerance or because some venues are ahead of others.
 */
export async function dayOfVenues(models: Queryable, nowMs: number): Promise<CalendarDate> {
  const today = dayNumber(await todayOfVenues(models, nowMs))
  const [last] = await models.query<{ readonly fromOn: number | null }>(
    'SELECT MAX("fromOn") AS "fromOn" FROM "judged_projects"',
  )
  return dateOfDay(Math.max(today, last?.fromOn ?? today))
}

/** Whether the rows speak of every project on that day: of none a fact occurred later. */
export async function areJudgedOn(models: Queryable, on: CalendarDate): Promise<boolean> {
  const { text, params } = sql`SELECT 1 FROM "judged_projects" WHERE "fromOn" > ${dayNumber(on)} LIMIT 1`
  return (await models.query(text, params)).length === 0
}

/** The zone of all venues, by two look-ups in an index; UTC where they have several. */
async function zoneOfVenues(models: Queryable): Promise<string> {
  const [zones] = await models.query<{ readonly first: string | null; readonly last: string | null }>(
    'SELECT (SELECT MIN("zone") FROM "judged_projects") AS "first", (SELECT MAX("zone") FROM "judged_projects") AS "last"',
  )
  return zones?.first === zones?.last ? (zones?.first ?? 'UTC') : 'UTC'
}
