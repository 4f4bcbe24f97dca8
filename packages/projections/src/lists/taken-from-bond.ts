import { all, type Sql, sql } from '../statistics/sql.ts'

/** Movements `m` of the bond whose row of `bonds` the query around is at. */
export const ofBond = sql`"m"."projectId" = "bonds"."projectId" AND "m"."bondId" = "bonds"."key"`

/** What they took from it, those for which the conditions hold. */
export const takenFromBond = (...conditions: readonly Sql[]): Sql =>
  sql`COALESCE((SELECT SUM("m"."takenMinor") FROM "bond_movements" AS "m" WHERE ${all([ofBond, ...conditions])}), 0)`
