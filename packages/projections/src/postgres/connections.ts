import { Fault } from '@procurement-ledger/core'
import { ANSWER_TYPES, answerAsTexts, type OwnPool, openPool } from '@procurement-ledger/core/postgres'
import type { Pool, PoolClient, QueryArrayConfig, QueryArrayResult, QueryResult } from 'pg'
import { engineFault } from './engine-fault.ts'
import type { Place } from './place.ts'

/** Snapshots at a time; more wait for a connection. */
const READERS = 8
/** The follower's, and one for whoever claims, releases or opens beside it. */
const WRITERS = 2
const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 10_000

/** How long a lock is waited for: that of a switch, of a save, of a table that somebody changes. */
const LOCK_MS = 5_000
/** How long one read may take, and how long a snapshot may stand still: it holds up a switch. */
const READ_MS = 30_000
/** A process that stands still inside a save, or is cut off, holds up the next leader for no longer. */
const IDLE_MS = 5_000
/** The server gives up first, and says so; the rest is the way of its answer. */
const ANSWER_MS = 35_000

/** A connection inside a transaction; unqualified names are those of the schema. Failures are faults of the store. */
export interface Asking {
  ask<Row extends object>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>
  /** For what takes as long as the table is large. */
  askPatiently(text: string): Promise<unknown>
  askForArrays<Row extends unknown[]>(query: QueryArrayConfig): Promise<QueryArrayResult<Row>>
}

/** Borrows connections for one transaction each: nothing is kept on them, so that a pooler may stand in between. */
export class Connections {
  readonly #schema: string
  readonly #shown: string
  readonly #writing: OwnPool
  readonly #reading: OwnPool
  readonly #underWay = new Set<Promise<unknown>>()

  constructor({ connect, schema, shown }: Place) {
    this.#schema = schema
    this.#shown = shown
    // Apart, so that no crowd of readers keeps the follower from its lease.
    this.#writing = typeof connect === 'string' ? poolOf(connect, WRITERS) : borrowed(connect)
    this.#reading = typeof connect === 'string' ? poolOf(connect, READERS) : borrowed(connect)
  }

  /** A transaction that writes. A loss of power may undo the last ones, each of them whole, as SQLite does here. */
  writes<T>(work: (client: Asking) => Promise<T>): Promise<T> {
    const begin = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${this.#settings}
      SET LOCAL synchronous_commit = off; SET LOCAL statement_timeout = 0;
      SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`
    return this.#inTransaction(this.#writing, begin, work)
  }

  /**
   * A transaction that reads one state. `gate` is locked before anything is looked at: the state is then taken behind a
   * switch of generations, and none takes place until the transaction ends.
   */
  reads<T>(gate: string, work: (client: Asking) => Promise<T>): Promise<T> {
    // Compiling a statement costs more than these take.
    const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${this.#settings}
      SET LOCAL statement_timeout = ${READ_MS}; SET LOCAL idle_in_transaction_session_timeout = ${READ_MS};
      SET LOCAL jit = off; LOCK TABLE ${gate} IN ACCESS SHARE MODE`
    return this.#inTransaction(this.#reading, begin, work)
  }

  /** Waits for transactions under way, and for those that wait for a connection. A pool that was given stays open. */
  async close(): Promise<void> {
    // The pool itself forgets those who still wait.
    await Promise.allSettled(this.#underWay)
    await Promise.all([this.#writing.close(), this.#reading.close()])
  }

  #inTransaction<T>({ pool }: OwnPool, begin: string, work: (client: Asking) => Promise<T>): Promise<T> {
    const transaction = this.#transaction(pool, begin, work)
    this.#underWay.add(transaction)
    const forget = () => void this.#underWay.delete(transaction)
    transaction.then(forget, forget)
    return transaction
  }

  async #transaction<T>(pool: Pool, begin: string, work: (client: Asking) => Promise<T>): Promise<T> {
    const client = await this.#named(pool.connect())
    // Whoever asks is told by the answer to what he asks.
    client.on('error', ignore)
    const { binary } = client as { readonly binary?: boolean }
    answerAsTexts(client)
    let isWhole = false
    try {
      await this.#answered(client.query(begin))
      const result = await work(this.#askingOn(client))
      await this.#answered(client.query('COMMIT'))
      isWhole = true
      return result
    } catch (error) {
      isWhole = !isGone(error) && (await this.#isUndone(client))
      throw error
    } finally {
      client.removeListener('error', ignore)
      Object.assign(client, { binary })
      client.release(!isWhole)
    }
  }

  #askingOn(client: PoolClient): Asking {
    return {
      ask: <Row extends object>(text: string, values: readonly unknown[] = []) =>
        this.#answered(client.query<Row>({ text, values: [...values], types: ANSWER_TYPES })),
      askPatiently: (text) => this.#named(client.query(text)),
      askForArrays: <Row extends unknown[]>(query: QueryArrayConfig) => this.#answered(client.query<Row>(query)),
    }
  }

  #isUndone(client: PoolClient): Promise<boolean> {
    return this.#answered(client.query('ROLLBACK')).then(
      () => true,
      () => false,
    )
  }

  /** Where no answer comes in time, the connection is given up: it may still be on its way. */
  async #answered<T>(asked: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`no answer for ${ANSWER_MS} ms`)), ANSWER_MS)
    try {
      return await this.#named(Promise.race([asked, late]))
    } finally {
      clearTimeout(timer)
    }
  }

  async #named<T>(asked: Promise<T>): Promise<T> {
    return asked.catch((error: unknown) => {
      throw engineFault(this.#shown, error)
    })
  }

  /** What rows and answers rest on is asked for and not hoped for: a role or a database may have others. */
  get #settings(): string {
    return `SET LOCAL search_path = ${this.#schema}, pg_temp; SET LOCAL lock_timeout = ${LOCK_MS};
      SET LOCAL client_min_messages = warning; SET LOCAL row_security = off; SET LOCAL array_nulls = on;
      SET LOCAL extra_float_digits = 1;`
  }
}

const poolOf = (connectionString: string, max: number): OwnPool =>
  openPool({
    ...{ connectionString, max, application_name: 'procurement-ledger-models' },
    ...{ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
  })

/** Its owner closes it. */
const borrowed = (pool: Pool): OwnPool => ({ pool, close: async () => {} })

/** Nothing more is asked of such a connection, not even to undo: the server undoes what it did not hear the end of. */
const isGone = (error: unknown): boolean => error instanceof Fault && error.code === 'STORE_UNREACHABLE'

function ignore(): void {}
