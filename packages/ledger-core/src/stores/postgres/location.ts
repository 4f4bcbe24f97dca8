import { Client } from 'pg'
import { Fault } from '../../kernel/fault.ts'

/** Where a ledger lies, or what is kept beside one: a schema of a database. */
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
/** What an unencoded password leaves behind: the part before it passes for the host, and the rest would be shown. */
const LATE_AT = /^[a-z]+:\/\/[^/?#]*[/?#].*@/s
/** The driver takes them for verify-full, and has announced that it will not for ever; here they stay it. */
const STRICT_MODES: readonly (string | null)[] = ['prefer', 'require', 'verify-ca']

/**
 * Parses `postgres://user:password@host:port/database?schema=jx`. What else stands behind the `?` is the driver's.
 *
 * @throws Fault STORE_NOT_FOUND; its message never repeats the URL, which may hold a password
 */
export function parseLocation(url: string, defaultSchema = DEFAULT_SCHEMA): Location {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw notFound(`this is no PostgreSQL URL; write postgres://user@host:5432/database?schema=${defaultSchema}`)
  if (LATE_AT.test(url))
    throw notFound('an @ stands behind the host of the URL; write / ? # @ in user and password as %2F %3F %23 %40')
  const own = new URL(url)
  const schema = own.searchParams.get('schema') ?? defaultSchema
  assertSchemaName(schema)
  own.searchParams.delete('schema')
  const database = own.pathname.slice(1)
  if (database === '') throw notFound('the URL names no database; write postgres://user@host:5432/database')
  const isOfLibpq = own.searchParams.get('uselibpqcompat') === 'true'
  if (!isOfLibpq && STRICT_MODES.includes(own.searchParams.get('sslmode')))
    own.searchParams.set('sslmode', 'verify-full')
  const { host, port } = readByDriver(own.href)
  const shown = `postgres://${host}:${port}/${database}?schema=${schema}`
  return { connectionString: own.href, schema, shown }
}

/** @throws Fault STORE_NOT_FOUND */
export function assertSchemaName(schema: string): void {
  if (SCHEMA.test(schema)) return
  throw notFound(`"${schema.slice(0, 80)}" is no schema; write up to 63 of a-z, 0-9 and _, not beginning with pg_`)
}

/** As the driver reads it: also out of PGHOST and PGPORT, where the URL says nothing. */
function readByDriver(connectionString: string): { readonly host: string; readonly port: number } {
  try {
    const { host, port } = new Client({ connectionString })
    if (!(port > 0 && port < 65_536)) throw new RangeError('the port is no number from 1 to 65535')
    return { host: host.includes(':') ? `[${host}]` : host, port }
  } catch (error) {
    throw notFound(`the URL cannot be used; check what is encoded and what stands behind the ? (${messageOf(error)})`)
  }
}

const messageOf = (error: unknown): string => (error as Error).message

const notFound = (message: string): Fault => new Fault('STORE_NOT_FOUND', message)
