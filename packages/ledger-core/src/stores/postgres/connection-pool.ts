import type { QueryArrayConfig } from 'pg'
import { answered, configOf, type Limits, prepare } from './connection.ts'
import type { Location } from './location.ts'
import { type OwnPool, openPool } from './own-pool.ts'

/** The connections for all but appending. Each is held for one question, and thrown away where that failed. */
export class ConnectionPool {
  readonly #pool: OwnPool
  readonly #limits: Limits
  readonly #asked = new Set<Promise<unknown>>()

  constructor(location: Location, limits: Limits, max: number) {
    this.#limits = limits
    this.#pool = openPool({
      ...configOf(location),
      max,
      // Of a free connection, too, is waited for no longer than of an answer.
      connectionTimeoutMillis: limits.callTimeoutMs,
      onConnect: (client) => {
        // The pool listens only while nobody uses it; whoever does is told by the answer to what he asks.
        client.on('error', () => {})
        return prepare(client, location, limits)
      },
    })
  }

  ask<Row extends unknown[]>(query: QueryArrayConfig): Promise<Row[]> {
    const asked = this.#ask<Row>(query)
    this.#asked.add(asked)
    const forget = () => void this.#asked.delete(asked)
    asked.then(forget, forget)
    return asked
  }

  /** Resolves when what was asked is answered and the connections are closed. Ask nothing more. */
  async close(): Promise<void> {
    // The pool itself forgets those who still wait for a connection.
    await Promise.allSettled(this.#asked)
    await this.#pool.close()
  }

  async #ask<Row extends unknown[]>(query: QueryArrayConfig): Promise<Row[]> {
    const client = await this.#pool.pool.connect()
    try {
      const { rows } = await answered<Row>(client, this.#limits, query)
      client.release()
      return rows
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
