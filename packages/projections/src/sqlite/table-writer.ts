import type { Database, Statement } from 'better-sqlite3'
import type { TableChanges } from '../follower/read-model-store.ts'
import { nameIn } from '../read-models/declared-tables.ts'
import { ownerColumn, type Row, type Table, type Value } from '../read-models/projection.ts'

/** Rows that one statement inserts. More saves nothing more, and a statement takes at most 32 766 values. */
const ROWS_PER_INSERT = 16

/** Writes the changes of one table; every statement is prepared once. */
export class TableWriter {
  readonly #columns: readonly string[]
  readonly #one: Value[]
  readonly #many: Value[]
  readonly #insertMany: Statement
  readonly #insert: Statement
  readonly #replace: Statement
  readonly #delete: Statement
  readonly #clear: Statement

  constructor(db: Database, generation: number, declared: Table<unknown>) {
    const { name, columns } = declared
    const owner = ownerColumn(declared)
    const table = nameIn(generation, name)
    this.#columns = Object.keys(columns)
    this.#one = new Array(this.#columns.length).fill(null)
    this.#many = new Array(this.#columns.length * ROWS_PER_INSERT).fill(null)
    const into = `into ${table} (${this.#columns.join(', ')}) values`
    const row = `(${this.#columns.map(() => '?').join(', ')})`
    // A save that fails is rolled back as a whole. With FAIL the engine need not keep a journal to undo one statement.
    this.#insertMany = db.prepare(`insert or fail ${into} ${new Array(ROWS_PER_INSERT).fill(row).join(', ')}`)
    this.#insert = db.prepare(`insert or fail ${into} ${row}`)
    this.#replace = db.prepare(`replace ${into} ${row}`)
    this.#delete = db.prepare(`delete from ${table} where ${owner} = ? and key = ?`)
    this.#clear = db.prepare(`delete from ${table} where ${owner} = ?`)
  }

  /** A key that two rows share is refused by the primary key: an insert never overwrites. */
  write({ cleared, deleted, replaced, inserted }: TableChanges): void {
    for (const owner of cleared) this.#clear.run(owner)
    for (const { owner, key } of deleted) this.#delete.run(owner, key)
    for (let at = 0; at < replaced.length; at++) this.#replace.run(this.#valuesOf(replaced, at, this.#one))
    let at = 0
    for (; at + ROWS_PER_INSERT <= inserted.length; at += ROWS_PER_INSERT)
      this.#insertMany.run(this.#valuesOf(inserted, at, this.#many))
    for (; at < inserted.length; at++) this.#insert.run(this.#valuesOf(inserted, at, this.#one))
  }

  /** Fills `values`, which is used again and again, with rows from `at` on. */
  #valuesOf(rows: readonly Row[], at: number, values: Value[]): Value[] {
    const columns = this.#columns
    let next = 0
    for (let i = at; next < values.length; i++) {
      const row = rows[i] as Row
      for (const column of columns) values[next++] = row[column] as Value
    }
    return values
  }
}
