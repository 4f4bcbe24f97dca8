import { ownerColumn, type Projection, type Row, type Table } from '../read-models/projection.ts'
import type { RowKey, TableChanges } from './read-model-store.ts'
import type { RowChanges } from './row-changes.ts'

interface Collected {
  readonly table: string
  readonly columns: readonly string[]
  readonly cleared: string[]
  readonly deleted: RowKey[]
  readonly replaced: Row[]
  readonly inserted: Row[]
}

/** The changes of one batch, collected stream by stream. */
export class ChangeSet {
  readonly #tables: ReadonlyMap<Table<unknown>, Collected>

  constructor(projections: readonly Projection[]) {
    const tables = projections.flatMap((projection) => projection.tables)
    this.#tables = new Map(tables.map((table) => [table, nothingOf(table)]))
  }

  columnsOf(table: Table<unknown>): readonly string[] {
    return this.#of(table).columns
  }

  clear(table: Table<unknown>, owner: string): void {
    this.#of(table).cleared.push(owner)
  }

  add(table: Table<unknown>, { inserted, replaced, deleted }: RowChanges): void {
    const changes = this.#of(table)
    for (const row of inserted) changes.inserted.push(row)
    for (const row of replaced) changes.replaced.push(row)
    const owner = ownerColumn(table)
    for (const row of deleted) changes.deleted.push({ owner: row[owner], key: row.key } as RowKey)
  }

  list(): readonly TableChanges[] {
    return [...this.#tables.values()].filter(
      ({ cleared, deleted, replaced, inserted }) =>
        cleared.length + deleted.length + replaced.length + inserted.length > 0,
    )
  }

  #of(table: Table<unknown>): Collected {
    return this.#tables.get(table) as Collected
  }
}

const nothingOf = ({ name, columns }: Table<unknown>): Collected => ({
  table: name,
  columns: Object.keys(columns),
  cleared: [],
  deleted: [],
  replaced: [],
  inserted: [],
})
