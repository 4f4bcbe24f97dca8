import { fromMinor, type Money } from '@procurement-ledger/core'
import type { Parameter } from '../queryable.ts'
import { type Condition, isMeasure, type Measure, type Template } from './definition.ts'
import type { DistinctMeasure } from './demand.ts'
import { histogram, tell } from './distribution.ts'
import { holds, type Request } from './facts-sql.ts'
import type { Tally } from './tally.ts'

/** A part of a whole; null over 0. */
export interface Share {
  readonly n: number
  readonly of: number
  readonly share: number | null
}

export interface MoneyShare {
  readonly sum: Money
  readonly of: Money
  readonly share: number | null
}

export type FigureValue = number | null | Money | Share | MoneyShare

/** What is measured, under the keys of its template. */
export interface Figure {
  readonly [key: string]: FigureValue | Figure
}

/** The rows of one group, or of the total. */
export interface Scope {
  readonly tallies: (facts: string) => readonly Tally[]
  readonly distinct: (measure: DistinctMeasure) => number
}

/** Measures everything that a template names. */
export const measured = (template: Template, scope: Scope, request: Request): Figure =>
  Object.fromEntries(
    Object.entries(template).map(([key, entry]) => [
      key,
      isMeasure(entry) ? measure(entry, scope, request) : measured(entry, scope, request),
    ]),
  )

function measure(asked: Measure, scope: Scope, request: Request): FigureValue {
  if (asked.give === 'distinct') return scope.distinct(asked)
  const rows = matching(scope.tallies(asked.of), asked.where, request)
  if (asked.give === 'count') return count(rows)
  if (asked.give === 'money') return fromMinor(minorOf(asked, scope, request), request.currency)
  if (asked.give === 'share' || asked.give === 'ratio') {
    const told = share(count(matching(rows, asked.having, request)), count(rows))
    return asked.give === 'ratio' ? told.share : told
  }
  if (asked.give === 'moneyShare') {
    const part = sumMinor(matching(rows, asked.having, request), asked.column)
    return moneyShare(part, sumMinor(rows, asked.column), request.currency)
  }
  return tell(asked.give, histogram(rows.flatMap(({ facets, n }) => numbered(facets[asked.column], n))))
}

function minorOf(asked: Measure & { readonly give: 'money' }, scope: Scope, request: Request): bigint {
  const sum = sumMinor(matching(scope.tallies(asked.of), asked.where, request), asked.column)
  return asked.less === undefined ? sum : sum - minorOf(asked.less, scope, request)
}

/** An unknown number is in no distribution. */
const numbered = (value: Parameter | undefined, n: number): (readonly [number, number])[] =>
  value === undefined || value === null ? [] : [[Number(value), n]]

const matching = (rows: readonly Tally[], conditions: readonly Condition[], request: Request): readonly Tally[] =>
  conditions.length === 0
    ? rows
    : rows.filter(({ facets }) => conditions.every((one) => holds(one, facets[one.column] ?? null, request)))

const count = (rows: readonly Tally[]): number => rows.reduce((sum, { n }) => sum + n, 0)

const sumMinor = (rows: readonly Tally[], column: string): bigint =>
  rows.reduce((sum, { minor }) => sum + (minor[column] ?? 0n), 0n)

const share = (n: number, of: number): Share => ({ n, of, share: of === 0 ? null : n / of })

const moneyShare = (sum: bigint, of: bigint, currency: string): MoneyShare => ({
  sum: fromMinor(sum, currency),
  of: fromMinor(of, currency),
  share: of === 0n ? null : Number(sum) / Number(of),
})
