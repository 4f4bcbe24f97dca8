import type { Parameter } from '../queryable.ts'
import { name, type Sql, sql } from './sql.ts'

/** A sum of 64-bit integers can exceed 64 bits, so millions and the rest are summed apart; engines divide toward zero. */
const MILLION = 1_000_000n

/** The two columns of a sum, which `readSum` puts together under the same name. */
export const exactSum = (column: Sql, as: string): readonly Sql[] => [
  sql`SUM(${column} / 1000000) AS ${name(`${as}MillionsMinor`)}`,
  sql`SUM(${column} % 1000000) AS ${name(`${as}RestMinor`)}`,
]

/** Over nothing it is 0. */
export const readSum = (row: { readonly [column: string]: Parameter }, as: string): bigint =>
  BigInt(row[`${as}MillionsMinor`] ?? 0) * MILLION + BigInt(row[`${as}RestMinor`] ?? 0)
