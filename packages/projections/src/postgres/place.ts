import { assertSchemaName, type Location, parseLocation } from '@procurement-ledger/core/postgres'
import type { Pool } from 'pg'

/** A pool that somebody else made, and goes on owning: its connections are borrowed. */
export interface PostgresPlace {
  readonly pool: Pool
  /** `ledger_models` if left out. */
  readonly schema?: string
}

/** Where read models lie: a schema of a database. */
export interface Place extends Pick<Location, 'schema' | 'shown'> {
  /** A pool, or a URL for the driver without what is ours. */
  readonly connect: Pool | string
}

/** A schema of their own: it may lie in the ledger's database, and goes without it. */
export const DEFAULT_SCHEMA = 'ledger_models'

/**
 * `where` is as the URL of a ledger, or a pool.
 *
 * @throws Fault STORE_NOT_FOUND; its message never repeats the URL, which may hold a password
 */
export function placeOf(where: string | PostgresPlace): Place {
  if (typeof where === 'string') {
    const { connectionString, schema, shown } = parseLocation(where, DEFAULT_SCHEMA)
    return { connect: connectionString, schema, shown }
  }
  const { pool, schema = DEFAULT_SCHEMA } = where
  assertSchemaName(schema)
  return { connect: pool, schema, shown: `the given pool, schema ${schema}` }
}
