import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EventStore } from '@procurement-ledger/core'
import type { Problem } from '../http/problems.ts'

export type Purpose = 'read' | 'verify' | 'write'

/** A store as a URL names it, with the place of its read models. */
export interface StoreUrl {
  /** `read`: a ledger that exists; `verify`: also one that was emptied; `write`: made where there is none. */
  readonly open: (purpose: Purpose) => Promise<EventStore>
  /** Where read models lie: a file of their own; none for a ledger in memory. */
  readonly modelsPath?: string
  /** Where evidence lies unless told otherwise; none for a ledger in memory. */
  readonly evidencePath?: string
}

/** What names a store on the command line. */
export interface StorePlace {
  readonly store: string
  /** The folder for the files of a ledger that lies in a database. */
  readonly dataDir?: string
  /** The keys of personal parts, for a ledger that lies in EventStoreDB; default: a file in that folder. */
  readonly vault?: string
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
export const STORE_FORMS =
  'sqlite:FILE, postgres://USER@HOST/DATABASE?schema=NAME, esdb://USER@HOST?ledger=NAME or memory:'

/**
 * `sqlite:ledger.db`, a bare path, `postgres://...`, `esdb://...` or `memory:`. A message never repeats a URL, which may
 * hold a password.
 *
 * @throws UsageError, Fault STORE_URL_INVALID
 */
export async function parseStoreUrl({ store: url, dataDir = '.', vault }: StorePlace): Promise<StoreUrl> {
  if (url === 'memory:') return memoryUrl()
  if (isPostgres(url)) return postgresUrl(url, dataDir)
  if (isEventStoreDb(url)) return eventStoreDbUrl(url, dataDir, vault)
  const { scheme, path } = parseFileUrl(url)
  if (path === undefined) throw new UsageError(`${scheme} is no store that this version opens; use ${STORE_FORMS}`)
  if (path === '') throw new UsageError('the store names no file; write sqlite:ledger.db')
  return sqliteUrl(path)
}

/** `sqlite:FILE`, or a bare path. No path: the URL has another scheme. */
export function parseFileUrl(url: string): { readonly scheme: string | undefined; readonly path: string | undefined } {
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[0]
  if (scheme === undefined) return { scheme, path: url }
  return { scheme, path: scheme === SQLITE ? url.slice(SQLITE.length).replace(/^\/\/(?=\/)/, '') : undefined }
}

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url)
const isEventStoreDb = (url: string): boolean => /^esdb(\+discover)?:/.test(url)
export const isInDatabase = (url: string): boolean => isPostgres(url) || isEventStoreDb(url)

/** A URL of a database without user, password and options. The last @ counts: a password may hold others. */
export const withoutSecrets = (url: string): string => url.replace(/^([a-z+]+:\/*)(?:.*@)?([^?]*).*$/s, '$1$2')

const TO_READ = { create: false, readOnly: true }

// An engine takes time to load, the client of EventStoreDB a quarter of a second: a ledger costs no more than its own.

async function memoryUrl(): Promise<StoreUrl> {
  const { memory } = await import('@procurement-ledger/core/memory')
  return { open: async () => memory() }
}

async function sqliteUrl(path: string): Promise<StoreUrl> {
  const { sqlite } = await import('@procurement-ledger/core/sqlite')
  return {
    open: (purpose) => (purpose === 'write' ? sqlite(path) : readable(sqlite(path, TO_READ), purpose, path)),
    modelsPath: path.replace(/(\.db)?$/, '.models.db'),
    evidencePath: `${path}.evidence`,
  }
}

/** Files beside the database are named after what is in it, so that the ledgers of one folder keep apart. */
async function postgresUrl(url: string, dataDir: string): Promise<StoreUrl> {
  const { DEFAULT_SCHEMA, postgres } = await import('@procurement-ledger/core/postgres')
  const { pathname, searchParams } = URL.canParse(url) ? new URL(url) : new URL('postgres://')
  const schema = searchParams.get('schema') ?? DEFAULT_SCHEMA
  const name = `${pathname.slice(1).replaceAll(/[^\w-]/g, '_')}.${schema.replaceAll(/\W/g, '_')}`
  return {
    open: (purpose) =>
      purpose === 'write' ? postgres(url) : readable(postgres(url, TO_READ), purpose, `schema ${schema}`),
    modelsPath: join(dataDir, `${name}.models.db`),
    evidencePath: join(dataDir, `${name}.evidence`),
  }
}

/** Nothing but its name tells what is in a ledger's files, so they are called after it. */
async function eventStoreDbUrl(url: string, dataDir: string, vault: string | undefined): Promise<StoreUrl> {
  const { eventStoreDb, ledgerNameOf, sqliteVault } = await import('@procurement-ledger/core/eventstoredb')
  const name = ledgerNameOf(url)
  const keys = vault ?? join(dataDir, `${name}.keys.db`)
  // Reading makes no vault: where nothing personal was recorded none is needed. One that was named must be there.
  const vaultToRead = async () =>
    vault === undefined && !existsSync(keys) ? {} : { vault: await sqliteVault(keys, { readOnly: true }) }
  return {
    open: async (purpose) =>
      purpose === 'write'
        ? eventStoreDb(url, { vault: await sqliteVault(keys) })
        : readable(eventStoreDb(url, { ...(await vaultToRead()), readOnly: true }), purpose, `ledger ${name}`),
    modelsPath: join(dataDir, `${name}.models.db`),
    evidencePath: join(dataDir, `${name}.evidence`),
  }
}

/** A store without events is no ledger yet, and reading does not make it one. */
async function readable(opening: Promise<EventStore>, purpose: Purpose, name: string): Promise<EventStore> {
  const store = await opening
  if (purpose === 'verify' || (await store.head()) > 0n) return store
  await store.close()
  const { Fault } = await import('@procurement-ledger/core')
  throw new Fault('STORE_NOT_FOUND', `${name} holds no events; record or import something first`)
}
