import type { TableChanges } from '../follower/read-model-store.ts'
import { nameIn } from '../read-models/declared-tables.ts'
import { type ColumnType, ownerColumn, type Row, type Table, type Value } from '../read-models/projection.ts'
import type { Asking } from './connections.ts'

/** Rows of one statement. They are sent as one array a column, so that its text is the same however many there are. */
const ROWS_PER_STATEMENT = 2_000

const ARRAYS: { readonly [T in ColumnType]: string } = { text: 'text[]', integer: 'bigint[]', big: 'bigint[]' }

/** Writes the changes of one table. */
export class TableWriter {
  readonly #columns: readonly string[]
  readonly #insert: string
  readonly #replace: string
  readonly #delete: string
  readonly #clear: string

  constructor(generation: number, declared: Table<unknown>) {
    const { name, columns } = declared
    const owner = `"${ownerColumn(declared)}"`
    const table = nameIn(generation, name)
    this.#columns = Object.keys(columns)
    const listed = this.#columns.map((column) => `"${column}"`)
    const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${ARRAYS[type]}`)
    const kept = listed.filter((column) => column !== owner && column !== '"key"')
    this.#insert = `INSERT INTO ${table} (${listed.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`
    const update = kept.map((column) => `${column} = excluded.${column}`)
    const onConflict = kept.length === 0 ? 'NOTHING' : `UPDATE SET ${update.join(', ')}`
    this.#replace = `${this.#insert} ON CONFLICT (${owner}, "key") DO ${onConflict}`
    this.#delete = `DELETE FROM ${table} USING unnest($1::text[], $2::text[]) AS gone ("owned", "keyed")
      WHERE ${owner} = "owned" AND "key" = "keyed"`
    this.#clear = `DELETE FROM ${table} WHERE ${owner} = ANY ($1::text[])`
  }

  /** A key that two rows share is refused by the primary key: an insert never overwrites. */
  async write(client: Asking, { cleared, deleted, replaced, inserted }: TableChanges): Promise<void> {
    if (cleared.length > 0) await client.ask(this.#clear, [arrayOf(cleared)])
    if (deleted.length > 0) {
      const [owners, keys] = [deleted.map(({ owner }) => owner), deleted.map(({ key }) => key)]
      await client.ask(this.#delete, [arrayOf(owners), arrayOf(keys)])
    }
    await this.#send(client, this.#replace, replaced)
    await this.#send(client, this.#insert, inserted)
  }

  async #send(client: Asking, statement: string, rows: readonly Row[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      const some = rows.slice(at, at + ROWS_PER_STATEMENT)
      const arrays = this.#columns.map((column) => arrayOf(some.map((row) => row[column] as Value)))
      await client.ask(statement, arrays)
    }
  }
}

/** An array as PostgreSQL reads it; the driver's own way is a third slower. Source: postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const arrayOf = (values: readonly Value[]): string => `{${values.map(element).join(',')}}`

const element = (value: Value): string => {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value)
}
