import { Fault } from '@procurement-ledger/core'
import type { Pool } from 'pg'

/** A pool that somebody else made, and goes on owning: its connections are borrowed. */
export interface PostgresPlace {
  readonly pool: Pool
  /** `ledger_models` if left out. */
  readonly schema?: string
}

/** Where read models lie: a schema of a database. */
export interface Place {
  /** A pool, or a URL for the driver without what is ours. */
  readonly connect: Pool | string
  readonly schema: string
  /** For people: host, port, database and schema, and never a user or a password. */
  readonly shown: string
}

/** A schema of their own: it may lie in the ledger's database, and goes without it. */
export const DEFAULT_SCHEMA = 'ledger_models'

// A name that needs no quotes, neither in SQL nor in settings nor by hand.
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/
const DEFAULT_PORT = '5432'

/**
 * Parses `postgres://user:password@host:port/database?schema=jx_models`. What else stands behind the `?` is the driver's.
 *
 * @throws Fault STORE_NOT_FOUND; its message never repeats the URL, which may hold a password
 */
export function placeOf(where: string | PostgresPlace): Place {
  if (typeof where === 'string') return parseUrl(where)
  const { pool, schema = DEFAULT_SCHEMA } = where
  assertSchema(schema)
  return { connect: pool, schema, shown: `the given pool, schema ${schema}` }
}

function parseUrl(url: string): Place {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw notFound('the read models have no PostgreSQL URL; write postgres://user@host:5432/database?schema=jx_models')
  const own = new URL(url)
  const schema = own.searchParams.get('schema') ?? DEFAULT_SCHEMA
  assertSchema(schema)
  own.searchParams.delete('schema')
  const database = own.pathname.slice(1)
  if (database === '') throw notFound('the URL names no database; write postgres://user@host:5432/database')
  const host = own.searchParams.get('host') ?? (own.hostname || 'localhost')
  const shown = `postgres://${host}:${own.port || DEFAULT_PORT}/${database}?schema=${schema}`
  return { connect: own.href, schema, shown }
}

function assertSchema(schema: string): void {
  if (SCHEMA.test(schema)) return
  throw notFound(`"${schema.slice(0, 80)}" is no schema; write up to 63 of a-z, 0-9 and _, not beginning with pg_`)
}

const notFound = (message: string): Fault => new Fault('STORE_NOT_FOUND', message)
