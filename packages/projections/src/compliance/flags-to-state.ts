import { type CalendarDate, dateOfDay, dayNumber } from '@procurement-ledger/core'
import type { Queryable } from '../queryable.ts'
import { all, sql } from '../statistics/sql.ts'
import { NO_DUE } from './compliance-read-model.ts'
import { todayOfVenues } from './judged-projects.ts'

/** A violation of which there is no flag, or none since it was last over. */
export interface FlagToRaise {
  readonly projectId: string
  readonly violation: string
  readonly rule: string
  readonly version: number
  readonly events: readonly string[]
  /** Nothing occurred but time: what is missing can still be done. */
  readonly isByTime: boolean
}

/** A flag that is open, though nothing is violated any more that it was raised for. */
export interface FlagToResolve {
  readonly projectId: string
  readonly violation: string
  readonly flagId: string
}

export interface FlagsToState {
  /** The day by which it is so, in the zone of the venues. */
  readonly on: CalendarDate
  readonly raise: readonly FlagToRaise[]
  readonly resolve: readonly FlagToResolve[]
}

export interface FlagsAsked {
  /** Epoch milliseconds. */
  readonly nowMs: number
  /** What fell due earlier, or without a due day was so earlier, is not raised. */
  readonly since?: CalendarDate
  /** Of each kind. */
  readonly most: number
}

/** What flags are to be stated now; each violation is flagged once, and not again while it stands, whoever resolved it. */
export async function flagsToState(models: Queryable, { nowMs, since, most }: FlagsAsked): Promise<FlagsToState> {
  const day = dayNumber(await todayOfVenues(models, nowMs))
  const holding = sql`"c"."fromOn" <= ${day} AND ("c"."untilOn" IS NULL OR "c"."untilOn" >= ${day})`
  const sinceDay = since === undefined ? undefined : dayNumber(since)
  const recent =
    sinceDay === undefined
      ? all([])
      : sql`("c"."dueOn" <> ${NO_DUE} AND "c"."dueOn" >= ${sinceDay} OR "c"."dueOn" = ${NO_DUE} AND "c"."fromOn" >= ${sinceDay})`
  const raise = sql`SELECT "c"."projectId", "c"."violation", "c"."rule", "c"."version", "c"."events",
      CASE WHEN "c"."fromOn" > "j"."fromOn" THEN 1 ELSE 0 END AS "isByTime"
    FROM "compliance" AS "c" JOIN "judged_projects" AS "j" ON "j"."projectId" = "c"."projectId"
    WHERE "c"."state" = 'violated' AND ${holding} AND ${recent} AND NOT EXISTS (SELECT 1 FROM "rule_flags" AS "f"
      WHERE "f"."projectId" = "c"."projectId" AND "f"."violation" = "c"."violation" AND "f"."state" <> 'over')
    ORDER BY "c"."dueOn", "c"."projectId", "c"."key" LIMIT ${most}`
  // A project whose last fact is of a later day, as where its venue is ahead of others, has no rows of this one.
  const resolve = sql`SELECT "f"."projectId", "f"."violation", "f"."key" AS "flagId" FROM "rule_flags" AS "f"
    JOIN "judged_projects" AS "j" ON "j"."projectId" = "f"."projectId"
    WHERE "f"."state" = 'open' AND "j"."fromOn" <= ${day} AND NOT EXISTS (SELECT 1 FROM "compliance" AS "c"
      WHERE "c"."projectId" = "f"."projectId" AND "c"."violation" = "f"."violation" AND ${holding})
    ORDER BY "f"."projectId", "f"."key" LIMIT ${most}`
  const raised = await models.query<Omit<FlagToRaise, 'events' | 'isByTime'> & { events: string; isByTime: number }>(
    raise.text,
    raise.params,
  )
  return {
    on: dateOfDay(day),
    raise: raised.map(({ events, isByTime, ...flag }) => ({
      ...flag,
      events: events === '' ? [] : events.split(','),
      isByTime: isByTime === 1,
    })),
    resolve: await models.query<FlagToResolve>(resolve.text, resolve.params),
  }
}
