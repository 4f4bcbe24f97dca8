import type { Database, Statement } from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'
import { engineFault, isDiskError, isFull, isOfOneAppend } from './engine-fault.ts'
import { turn } from './turn.ts'
import { untilFree } from './until-free.ts'

/** Events that share one transaction, and so one fsync. A larger append has one to itself. */
const MAX_GROUP_EVENTS = 1_000

interface Job {
  readonly events: number
  readonly write: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: unknown) => void
}

interface Surroundings {
  readonly path: string
  readonly busyTimeoutMs: number
  /** Throws where the file is no longer the one that was opened. */
  readonly assertInPlace: () => void
  /** After each group; does not throw. */
  readonly afterGroup: () => Promise<void>
}

/**
 * Pays for the fsync: what is asked for in one turn of the event loop goes into one transaction. Nothing is answered
 * before its commit, not even a conflict, because it may rest on an append of the same group.
 *
 * After an error of the disk the group is answered APPEND_UNKNOWN, and what comes after it STORE_CLOSED until the store
 * is opened anew: SQLite reads back what the disk has then.
 */
export class GroupCommit {
  readonly #db: Database
  readonly #surroundings: Surroundings
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #rollback: Statement
  readonly #queue: Job[] = []
  #draining: Promise<void> | undefined
  #failure: unknown

  constructor(db: Database, surroundings: Surroundings) {
    this.#db = db
    this.#surroundings = surroundings
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
  }

  /** Resolves with what `write` gave, once that is durable. A `Fault` that `write` throws before writing fails alone. */
  submit<T>(events: number, write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ events, write, resolve: resolve as (value: unknown) => void, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when everything that was accepted is answered. */
  async settle(): Promise<void> {
    await this.#draining
  }

  /** From here on nothing is appended: the disk failed. */
  fail(error: unknown): void {
    this.#failure ??= error
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await turn()
      await this.#answerGroup(this.#takeGroup())
      await this.#surroundings.afterGroup()
    }
    this.#draining = undefined
  }

  #takeGroup(): readonly Job[] {
    let events = 0
    const end = this.#queue.findIndex((job) => {
      events += job.events
      return events > MAX_GROUP_EVENTS
    })
    return this.#queue.splice(0, end === -1 ? this.#queue.length : Math.max(1, end))
  }

  async #answerGroup(jobs: readonly Job[]): Promise<void> {
    try {
      await this.#enter()
      const answers = jobs.map(prepareAnswer)
      this.#leave()
      for (const answer of answers) answer()
    } catch (error) {
      this.#undo()
      const isBlameOpen = jobs.length > 1 && this.#failure === undefined && isOfOneAppend(error)
      if (!isBlameOpen) return this.#rejectAll(jobs, error)
      // One of them is to blame. Alone, each answers for itself.
      for (const job of jobs) await this.#answerGroup([job])
    }
  }

  async #enter(): Promise<void> {
    if (this.#failure !== undefined) throw this.#closed()
    this.#surroundings.assertInPlace()
    await untilFree(this.#surroundings.busyTimeoutMs, () => this.#begin.run())
  }

  #leave(): void {
    try {
      this.#commit.run()
    } catch (error) {
      // A commit that broke off may be on the disk all the same; only of a full one SQLite says that it is not.
      if (!isFull(error)) this.fail(error)
      throw error
    }
  }

  #undo(): void {
    try {
      if (this.#db.inTransaction) this.#rollback.run()
    } catch (error) {
      this.fail(error)
    }
  }

  #rejectAll(jobs: readonly Job[], error: unknown): void {
    if (isDiskError(error)) this.fail(error)
    const isUnknown = this.#failure !== undefined && !(error instanceof Fault)
    const fault = isUnknown ? this.#unknown(error) : engineFault(this.#surroundings.path, error)
    for (const { reject } of jobs) reject(fault)
  }

  #unknown(error: unknown): Fault {
    const { path } = this.#surroundings
    return new Fault(
      'APPEND_UNKNOWN',
      `${path}: it is not known whether the disk took the append; reopen the store and send the same again`,
      error,
    )
  }

  #closed(): Fault {
    const { path } = this.#surroundings
    return new Fault(
      'STORE_CLOSED',
      `${path}: the disk failed, so nothing more is appended; check the disk, then reopen the store`,
      this.#failure,
    )
  }
}

/** Writes, and keeps the answer back until the commit. */
function prepareAnswer({ write, resolve, reject }: Job): () => void {
  try {
    const value = write()
    return () => resolve(value)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return () => reject(error)
  }
}
