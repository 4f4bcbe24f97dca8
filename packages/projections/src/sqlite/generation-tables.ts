import type { Database } from 'better-sqlite3'
import { nameIn, tablesOf } from '../read-models/declared-tables.ts'
import { type ColumnType, ownerColumn, type Projection } from '../read-models/projection.ts'

/** Raised when tables are created differently from the same declaration. */
export const FORM = 1

const TYPES: { readonly [T in ColumnType]: string } = { text: 'text', integer: 'integer', big: 'integer' }

/**
 * With rowid: rows of projects that are under way at the same time come mixed, and appending them, with a small index for
 * the key, measured a third faster than keeping wide rows in the order of their keys.
 */
export function createTables(db: Database, generation: number, projections: readonly Projection[]): void {
  for (const table of tablesOf(projections)) {
    const { name, columns, nullable } = table
    const lines = Object.entries(columns).map(
      ([column, type]) => `"${column}" ${TYPES[type]}${nullable.includes(column) ? '' : ' not null'}`,
    )
    db.exec(
      `create table ${nameIn(generation, name)} (${lines.join(', ')}, primary key (${ownerColumn(table)}, key)) strict`,
    )
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
