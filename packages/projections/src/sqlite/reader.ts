import { BrokenInvariant } from '@procurement-ledger/core'
import type { Database, Statement } from 'better-sqlite3'
import { CurrentSnapshot } from '../current-snapshot.ts'
import type { Parameter, Queryable, Snapshots } from '../queryable.ts'
import { bigNames, exactNumber } from '../read-integers.ts'
import type { Projection } from '../read-models/projection.ts'
import type { Turns } from './turns.ts'

const MAX_PREPARED = 200

interface Prepared {
  readonly statement: Statement
  readonly columns: readonly { readonly name: string; readonly isBig: boolean }[]
}

/**
 * Runs queries, on a connection on which one has the turn at a time. Rows come from the driver as arrays with exact
 * integers, and each column is then given its type.
 */
export class Reader implements Snapshots {
  readonly #db: Database
  readonly #turns: Turns
  readonly #current = new CurrentSnapshot()
  readonly #isBig: (name: string) => boolean
  readonly #position: Statement
  readonly #schemaVersion: Statement
  readonly #prepared = new Map<string, Prepared>()
  #preparedFor: unknown

  constructor(db: Database, projections: readonly Projection[], turns: Turns) {
    this.#db = db
    this.#turns = turns
    this.#isBig = bigNames(projections)
    this.#position = db.prepare('select position from generations where is_serving = 1').pluck().safeIntegers()
    this.#schemaVersion = db.prepare('pragma schema_version').pluck()
  }

  async position(): Promise<bigint> {
    return this.#current.get()?.position() ?? this.#turns.take(() => this.#at())
  }

  async query<R>(sql: string, params: readonly Parameter[] = []): Promise<R[]> {
    const snapshot = this.#current.get()
    if (snapshot !== undefined) return snapshot.query<R>(sql, params)
    return this.#turns.take(() => this.#db.transaction(() => this.#run(sql, params) as R[])())
  }

  /** All reads of one state. Inside another it is that state. */
  async snapshot<T>(read: (models: Queryable) => Promise<T>): Promise<T> {
    const snapshot = this.#current.get()
    return snapshot !== undefined ? read(snapshot) : this.#turns.take(() => this.#inTransaction(read))
  }

  /** Whether it is asked from inside a snapshot. */
  get isInside(): boolean {
    return this.#current.get() !== undefined
  }

  async #inTransaction<T>(read: (models: Queryable) => Promise<T>): Promise<T> {
    const reads: Queryable = {
      query: async <R>(sql: string, params: readonly Parameter[] = []) => this.#run(sql, params) as R[],
      position: async () => this.#at(),
    }
    this.#db.exec('begin')
    try {
      return await this.#current.run(reads, read)
    } finally {
      // Nothing was written: there is nothing to keep, and nothing to undo. A fault may have ended it already.
      if (this.#db.inTransaction) this.#db.exec('commit')
    }
  }

  #at(): bigint {
    return (this.#position.get() as bigint | undefined) ?? 0n
  }

  #run(sql: string, params: readonly Parameter[]): object[] {
    const { statement, columns } = this.#prepare(sql)
    const found: object[] = []
    for (const values of statement.iterate(...params) as IterableIterator<unknown[]>) {
      const row: Record<string, unknown> = {}
      for (let i = 0; i < columns.length; i++) {
        const { name, isBig } = columns[i] as Prepared['columns'][number]
        const value = values[i]
        row[name] = typeof value === 'bigint' && !isBig ? exactNumber(name, value) : value
      }
      found.push(row)
    }
    return found
  }

  #prepare(sql: string): Prepared {
    // A new generation may have other columns behind the same `select *`. Running a statement makes the connection read
    // the schema anew where it changed; preparing one, and asking for its columns, would still go by the old one.
    const schema = this.#schemaVersion.get()
    if (schema !== this.#preparedFor) this.#position.get()
    if (schema !== this.#preparedFor || this.#prepared.size >= MAX_PREPARED) this.#prepared.clear()
    this.#preparedFor = schema
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    // The reading connection of a database in memory is also the writing one.
    if (!statement.reader || !statement.readonly) throw new BrokenInvariant(`only reads go through a query, not ${sql}`)
    const columns = statement.columns().map(({ name }) => ({ name, isBig: this.#isBig(name) }))
    const prepared = { statement: statement.raw().safeIntegers(), columns }
    this.#prepared.set(sql, prepared)
    return prepared
  }
}
