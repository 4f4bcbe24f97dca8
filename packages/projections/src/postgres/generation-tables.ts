import { nameIn, tablesOf } from '../read-models/declared-tables.ts'
import { type ColumnType, ownerColumn, type Projection, type Table } from '../read-models/projection.ts'
import type { Asking } from './connections.ts'

/** Raised when tables are created differently from the same declaration. */
export const FORM = 1

// Text is compared and ordered by its bytes, as on SQLite and whatever the database's own collation is.
const TYPES: { readonly [T in ColumnType]: string } = { text: 'text COLLATE "C"', integer: 'bigint', big: 'bigint' }

export async function createTables(
  client: Asking,
  generation: number,
  projections: readonly Projection[],
): Promise<void> {
  for (const table of tablesOf(projections)) {
    const { name, columns, nullable } = table
    const lines = Object.entries(columns).map(
      ([column, type]) => `"${column}" ${TYPES[type]}${nullable.includes(column) ? '' : ' NOT NULL'}`,
    )
    const key = `PRIMARY KEY ("${ownerColumn(table)}", "key")`
    await client.ask(`CREATE TABLE ${nameIn(generation, name)} (${lines.join(', ')}, ${key})`)
  }
}

/** A second index, and the statements that make it. */
export interface IndexMade {
  readonly index: string
  readonly table: string
  readonly statement: string
}

/**
 * The second indexes, made once the rows are there: sorting them once is cheaper than keeping them sorted. Numbered,
 * because the names of their columns together may be longer than a name may be.
 */
export const indexesOf = (generation: number, projections: readonly Projection[]): readonly IndexMade[] =>
  tablesOf(projections).flatMap(({ name, indexes }) =>
    indexes.map((columns, i) => {
      const table = nameIn(generation, name)
      const index = `${table}__i${i}`
      const listed = columns.map((column) => `"${column}"`).join(', ')
      return { index, table, statement: `CREATE INDEX ${index} ON ${table} (${listed})` }
    }),
  )

/**
 * Points every declared name at this generation, and no other name at anything. A view whose columns stay is replaced
 * and not made anew: so it keeps who may read it, and the views of others that read it.
 */
export async function pointViews(
  client: Asking,
  generation: number,
  projections: readonly Projection[],
): Promise<void> {
  const standing = await viewColumns(client)
  const tables = tablesOf(projections)
  for (const [view, columns] of standing) {
    const table = tables.find(({ name }) => name === view)
    if (table === undefined || !columnsOf(table).startsWith(columns)) await client.ask(`DROP VIEW ${view}`)
  }
  for (const { name, columns } of tables) {
    const listed = Object.keys(columns).map((column) => `"${column}"`)
    await client.ask(`CREATE OR REPLACE VIEW ${name} AS SELECT ${listed.join(', ')} FROM ${nameIn(generation, name)}`)
  }
}

export async function dropTables(client: Asking, generation: number): Promise<void> {
  const { rows } = await client.ask<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname LIKE '%!_!_g${generation}' ESCAPE '!'`,
  )
  for (const { name } of rows) await client.ask(`DROP TABLE ${name}`)
}

const columnsOf = ({ columns }: Table<unknown>): string =>
  Object.entries(columns)
    .map(([column, type]) => `${column} ${type === 'text' ? 'text' : 'bigint'};`)
    .join('')

/** Of each view its columns, written as `columnsOf` writes them. */
async function viewColumns(client: Asking): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.ask<{ view: string; columns: string }>(
    `SELECT c.relname::text AS view, string_agg(a.attname || ' ' || format_type(a.atttypid, null) || ';', '' ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'v' GROUP BY c.relname`,
  )
  return new Map(rows.map(({ view, columns }) => [view, columns]))
}
