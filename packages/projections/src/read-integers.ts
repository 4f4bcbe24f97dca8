import { BrokenInvariant } from '@procurement-ledger/core'
import { tablesOf } from './read-models/declared-tables.ts'
import type { Projection } from './read-models/projection.ts'

/** Which columns of an answer are bigint, as `Queryable` says: those named as a `big` column, and those in `Minor`. */
export function bigNames(projections: readonly Projection[]): (name: string) => boolean {
  const big = new Set(
    tablesOf(projections).flatMap(({ columns }) =>
      Object.entries(columns).flatMap(([column, type]) => (type === 'big' ? [column] : [])),
    ),
  )
  return (name) => big.has(name) || name.endsWith('Minor')
}

/** The integer as a number, exact or not at all. */
export function exactNumber(name: string, value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number))
    throw new BrokenInvariant(`${name} is ${value}, beyond what a number holds; name it ...Minor to read it as bigint`)
  return number
}
