import { Fault } from '../../kernel/fault.ts'

/** Where a ledger lies: a schema of a database. */
export interface Location {
  /** For the driver: the URL without what is ours. */
  readonly connectionString: string
  readonly schema: string
  /** For people: host, port, database and schema, and never a user or a password. */
  readonly shown: string
}

/** One ledger a schema: so its rights, its dump and its removal are those of the schema. */
export const DEFAULT_SCHEMA = 'ledger'

// A name that needs no quotes, neither in SQL nor in settings nor by hand.
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/
const DEFAULT_PORT = '5432'

/**
 * Parses `postgres://user:password@host:port/database?schema=jx`. What else stands behind the `?` is the driver's.
 *
 * @throws Fault STORE_NOT_FOUND; its message never repeats the URL, which may hold a password
 */
export function parseLocation(url: string, defaultSchema = DEFAULT_SCHEMA): Location {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw notFound('the store is no PostgreSQL URL; write postgres://user@host:5432/database?schema=ledger')
  const own = new URL(url)
  const schema = own.searchParams.get('schema') ?? defaultSchema
  if (!SCHEMA.test(schema))
    throw notFound(`"${schema.slice(0, 80)}" is no schema; write up to 63 of a-z, 0-9 and _, not beginning with pg_`)
  own.searchParams.delete('schema')
  const database = own.pathname.slice(1)
  if (database === '') throw notFound('the URL names no database; write postgres://user@host:5432/database')
  const host = own.searchParams.get('host') ?? (own.hostname || 'localhost')
  const shown = `postgres://${host}:${own.port || DEFAULT_PORT}/${database}?schema=${schema}`
  return { connectionString: own.href, schema, shown }
}

const notFound = (message: string): Fault => new Fault('STORE_NOT_FOUND', message)
