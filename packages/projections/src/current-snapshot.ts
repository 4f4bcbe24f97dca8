import { AsyncLocalStorage } from 'node:async_hooks'
import { BrokenInvariant } from '@procurement-ledger/core'
import type { Parameter, Queryable } from './queryable.ts'

/**
 * The snapshot inside which a call is made. A read made there sees its state; waiting for a turn, or for a connection,
 * it would wait for itself.
 */
export class CurrentSnapshot {
  readonly #storage = new AsyncLocalStorage<OpenSnapshot>()

  /** Undefined outside of one, also where it ended before what was begun inside it. */
  get(): Queryable | undefined {
    const snapshot = this.#storage.getStore()
    return snapshot?.isOpen ? snapshot : undefined
  }

  async run<T>(reads: Queryable, read: (models: Queryable) => Promise<T>): Promise<T> {
    const snapshot = new OpenSnapshot(reads)
    try {
      return await this.#storage.run(snapshot, () => read(snapshot))
    } finally {
      snapshot.isOpen = false
    }
  }
}

class OpenSnapshot implements Queryable {
  readonly #reads: Queryable
  isOpen = true

  constructor(reads: Queryable) {
    this.#reads = reads
  }

  async query<R>(sql: string, params?: readonly Parameter[]): Promise<R[]> {
    return this.#open().query<R>(sql, params)
  }

  async position(): Promise<bigint> {
    return this.#open().position()
  }

  #open(): Queryable {
    if (this.isOpen) return this.#reads
    throw new BrokenInvariant('a snapshot is read inside its function only; await every read there')
  }
}
