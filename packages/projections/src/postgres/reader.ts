import { BrokenInvariant, Fault } from '@procurement-ledger/core'
import { CurrentSnapshot } from '../current-snapshot.ts'
import type { Parameter, Queryable, Snapshots } from '../queryable.ts'
import { bigNames } from '../read-integers.ts'
import type { Projection } from '../read-models/projection.ts'
import type { Asking, Connections } from './connections.ts'
import { statementOf, valueReader } from './dialect.ts'

/** Under a name that is read as bigint, whatever the projections declare. */
const POSITION = 'SELECT position AS "positionMinor" FROM generations WHERE is_serving'

/** Runs queries, each snapshot in a transaction of its own. */
export class Reader implements Snapshots {
  readonly #connections: Connections
  readonly #current = new CurrentSnapshot()
  readonly #isBig: (name: string) => boolean

  constructor(connections: Connections, projections: readonly Projection[]) {
    this.#connections = connections
    this.#isBig = bigNames(projections)
  }

  position(): Promise<bigint> {
    return this.snapshot((models) => models.position())
  }

  /** In a transaction too: where a statement names two views, both are of one generation. */
  query<R>(sql: string, params: readonly Parameter[] = []): Promise<R[]> {
    return this.snapshot((models) => models.query<R>(sql, params))
  }

  /** All reads of one state. Inside another it is that state. */
  async snapshot<T>(read: (models: Queryable) => Promise<T>): Promise<T> {
    const snapshot = this.#current.get()
    if (snapshot !== undefined) return read(snapshot)
    return this.#connections.reads('generations', async (client) => {
      const { reads, settled } = this.#readsOf(client)
      try {
        return await this.#current.run(reads, read)
      } finally {
        // What was asked and not awaited must not reach the connection when it is somebody else's.
        await settled()
      }
    })
  }

  /** Whether it is asked from inside a snapshot. */
  get isInside(): boolean {
    return this.#current.get() !== undefined
  }

  #readsOf(client: Asking): { readonly reads: Queryable; readonly settled: () => Promise<unknown> } {
    let last: Promise<unknown> = Promise.resolve()
    /** A connection answers one question at a time. */
    const run = <R>(sql: string, params: readonly Parameter[]): Promise<R[]> => {
      const turn = last.then(() => this.#run(client, sql, params) as Promise<R[]>)
      last = turn.catch(() => {})
      return turn
    }
    const reads: Queryable = {
      query: <R>(sql: string, params: readonly Parameter[] = []) => run<R>(sql, params),
      position: async () => (await run<{ positionMinor: bigint }>(POSITION, []))[0]?.positionMinor ?? 0n,
    }
    return { reads, settled: () => last }
  }

  async #run(client: Asking, sql: string, params: readonly Parameter[]): Promise<object[]> {
    const { fields, rows } = await client
      .askForArrays<(string | null)[]>(statementOf(sql, params))
      .catch((error: unknown) => {
        throw asWritten(sql, error)
      })
    const columns = fields.map(({ name, dataTypeID }) => ({
      name,
      read: valueReader(name, dataTypeID, this.#isBig(name)),
    }))
    return rows.map((values) => {
      const row: Record<string, unknown> = {}
      for (const [i, { name, read }] of columns.entries()) row[name] = read(values[i] ?? null)
      return row
    })
  }
}

/** The transaction is read-only, so that nothing was written. */
const asWritten = (sql: string, error: unknown): unknown =>
  error instanceof Fault && error.code === 'STORE_READ_ONLY'
    ? new BrokenInvariant(`only reads go through a query, not ${sql}`)
    : error
