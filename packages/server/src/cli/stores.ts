import { type EventStore, Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import type { Problem } from '../http/problems.ts'

/** A store as a URL names it, with the place of its read models. */
export interface StoreUrl {
  /** `read`: a ledger that exists; `write`: made where there is none. */
  readonly open: (purpose: 'read' | 'write') => Promise<EventStore>
  /** The file that the ledger lies in; none for a ledger in memory. */
  readonly path?: string
  /** Where read models lie: beside the ledger, in a file of their own; none for a ledger in memory. */
  readonly modelsPath?: string
  /** Where evidence lies unless told otherwise: a folder beside the ledger; none for a ledger in memory. */
  readonly evidencePath?: string
}

/** Wrong usage: exit 2, with one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What HTTP would answer, where it has the same parameters. */
  readonly problem: Problem | undefined

  constructor(message: string, problem?: Problem) {
    super(message)
    this.problem = problem
  }
}

const SQLITE = 'sqlite:'

/** `sqlite:ledger.db`, a bare path, or `memory:`. */
export function parseStoreUrl(url: string): StoreUrl {
  if (url === 'memory:') return { open: async () => memory() }
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[0]
  if (scheme !== undefined && scheme !== SQLITE)
    throw new UsageError(`${scheme} is no store that this version opens; use sqlite:FILE or memory:`)
  const path = scheme === SQLITE ? url.slice(SQLITE.length).replace(/^\/\/(?=\/)/, '') : url
  if (path === '') throw new UsageError('the store names no file; write sqlite:ledger.db')
  return {
    open: (purpose) => (purpose === 'write' ? sqlite(path) : openToRead(path)),
    path,
    modelsPath: path.replace(/(\.db)?$/, '.models.db'),
    evidencePath: `${path}.evidence`,
  }
}

/** A file without events is no ledger yet, and reading does not make it one. */
async function openToRead(path: string): Promise<EventStore> {
  const store = await sqlite(path, { create: false, readOnly: true })
  if ((await store.head()) > 0n) return store
  await store.close()
  throw new Fault('STORE_NOT_FOUND', `${path} holds no events; record or import something first`)
}
