import { BrokenInvariant } from '@procurement-ledger/core'
import type { Database } from 'better-sqlite3'
import type { ColumnType, Projection, Table } from '../read-models/projection.ts'

/**
 * The tables of one generation: `awards__g2` is what `awards` shows while generation 2 serves.
 */

const NAME = /^[a-z][a-z0-9_]{0,62}$/
const COLUMN = /^[A-Za-z][A-Za-z0-9]{0,62}$/

/** Raised when tables are created differently from the same declaration. */
const FORM = 1

const TYPES: { readonly [T in ColumnType]: string } = { text: 'text', integer: 'integer', big: 'integer' }

export const tablesOf = (projections: readonly Projection[]): readonly Table<unknown>[] =>
  projections.flatMap(({ tables }) => tables)

/** Everything that decides what lies in the tables. Two workers with the same text fill the same generation. */
export const declarationOf = (projections: readonly Projection[]): string =>
  JSON.stringify({
    form: FORM,
    projections: projections.map(({ name, version, tables }) => ({
      name,
      version,
      tables: tables.map(({ name, columns, nullable, indexes }) => ({ name, columns, nullable, indexes })),
    })),
  })

/** Names go into SQL as they are; a wrong one is our own mistake. */
export function assertDeclared(projections: readonly Projection[]): void {
  const seen = new Set(['generations'])
  for (const { name, columns } of tablesOf(projections)) {
    if (!NAME.test(name) || seen.has(name)) throw new BrokenInvariant(`${name} does not name a table of its own`)
    seen.add(name)
    const wrong = Object.keys(columns).find((column) => !COLUMN.test(column))
    if (wrong !== undefined) throw new BrokenInvariant(`${wrong} of ${name} does not name a column`)
    if (columns.projectId !== 'text' || columns.key !== 'text')
      throw new BrokenInvariant(`${name} needs projectId and key, both of type text`)
  }
}

export const nameIn = (generation: number, table: string): string => `${table}__g${generation}`

/**
 * With rowid: rows of projects that are under way at the same time come mixed, and appending them, with a small index for
 * the key, measured a third faster than keeping wide rows in the order of their keys.
 */
export function createTables(db: Database, generation: number, projections: readonly Projection[]): void {
  for (const { name, columns, nullable } of tablesOf(projections)) {
    const lines = Object.entries(columns).map(
      ([column, type]) => `"${column}" ${TYPES[type]}${nullable.includes(column) ? '' : ' not null'}`,
    )
    db.exec(`create table ${nameIn(generation, name)} (${lines.join(', ')}, primary key (projectId, key)) strict`)
  }
}

/** The second indexes, as statements by name. Made once the rows are there: sorting them once is cheaper than keeping them sorted. */
export const indexesOf = (generation: number, projections: readonly Projection[]): ReadonlyMap<string, string> =>
  new Map(
    tablesOf(projections).flatMap(({ name, indexes }) =>
      indexes.map((columns): [string, string] => {
        const table = nameIn(generation, name)
        const index = `${table}__${columns.join('_')}`
        return [index, `create index ${index} on ${table} (${columns.join(', ')})`]
      }),
    ),
  )

/** Points every declared name at this generation, and no other name at anything. */
export function pointViews(db: Database, generation: number, projections: readonly Projection[]): void {
  const views = db.prepare("select name from sqlite_schema where type = 'view'").pluck().all() as string[]
  for (const view of views) db.exec(`drop view ${view}`)
  for (const { name } of tablesOf(projections))
    db.exec(`create view ${name} as select * from ${nameIn(generation, name)}`)
}

export function dropTables(db: Database, generation: number): void {
  const tables = db
    .prepare("select name from sqlite_schema where type = 'table' and name like '%' || ? escape '!'")
    .pluck()
    .all(`!_!_g${generation}`) as string[]
  for (const table of tables) db.exec(`drop table ${table}`)
}
