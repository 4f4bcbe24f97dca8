import { BrokenInvariant } from '@procurement-ledger/core'
import { ownerColumn, type Projection, type Table } from './projection.ts'

/** What engines ask of declared tables, whatever the engine. */

const NAME = /^[a-z][a-z0-9_]{0,47}$/
const COLUMN = /^[A-Za-z][A-Za-z0-9]{0,62}$/

export const tablesOf = (projections: readonly Projection[]): readonly Table<unknown>[] =>
  projections.flatMap(({ tables }) => tables)

/**
 * Everything that decides what lies in the tables. Two workers with the same text fill the same generation. `form` is
 * the engine's: raised when it creates tables differently from the same declaration.
 */
export const declarationOf = (form: number, projections: readonly Projection[]): string =>
  JSON.stringify({
    form,
    projections: projections.map(({ name, version, tables }) => ({
      name,
      version,
      tables: tables.map(({ name, owner, columns, nullable, indexes }) => ({
        name,
        owner,
        columns,
        nullable,
        indexes,
      })),
    })),
  })

/** Names go into SQL as they are, with a generation behind them; a wrong one is our own mistake. */
export function assertDeclared(projections: readonly Projection[], taken: readonly string[]): void {
  const seen = new Set(taken)
  for (const { name, columns, owner } of tablesOf(projections)) {
    if (!NAME.test(name) || seen.has(name)) throw new BrokenInvariant(`${name} does not name a table of its own`)
    seen.add(name)
    const wrong = Object.keys(columns).find((column) => !COLUMN.test(column))
    if (wrong !== undefined) throw new BrokenInvariant(`${wrong} of ${name} does not name a column`)
    const by = ownerColumn({ ...(owner && { owner }) })
    if (columns[by] !== 'text' || columns.key !== 'text')
      throw new BrokenInvariant(`${name} needs ${by} and key, both of type text`)
  }
}

/** The table of one generation: `awards__g2` is what `awards` shows while generation 2 serves. */
export const nameIn = (generation: number, table: string): string => `${table}__g${generation}`
