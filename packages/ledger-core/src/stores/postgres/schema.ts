import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { Fault } from '../../kernel/fault.ts'
import { type Asking, answered, type Limits } from './connection.ts'
import type { Location } from './location.ts'
import { LOG } from './migrations/001-log.ts'
import { IMPORT } from './migrations/002-import.ts'

/** What makes each schema from the one before. A text that was released is never changed: its checksum says so. */
export const MIGRATIONS: readonly string[] = [LOG, IMPORT]

export const SCHEMA_VERSION = MIGRATIONS.length

/** Who holds it makes or changes tables; the second half is the schema's name. "PLDG". */
const MIGRATION_LOCK = 0x504c4447

const checksumOf = (migration: string): string => createHash('sha256').update(migration).digest('hex')

/** What lies in the schema, and how far it was migrated. */
interface SchemaState {
  readonly exists: boolean
  /** 0 where there is no ledger yet. */
  readonly version: number
}

/**
 * Makes the tables where there are none, and migrates what an earlier version made. One process at a time. A vault of
 * keys has migrations of its own, and is kept apart from a ledger by their checksums.
 */
export async function ensureSchema(
  client: Client,
  location: Location,
  limits: Limits,
  create: boolean,
  migrations = MIGRATIONS,
  what = 'ledger',
): Promise<void> {
  const state = await readSchema(client, location, limits, migrations)
  if (state.version === migrations.length) return
  assertMayCreate(state, location, create, what)
  await inTransaction(client, limits, async (run) => {
    await run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}, hashtext('${location.schema}'))`)
    // Another process may have been faster, and then nothing is left to do.
    const { exists, version } = await readSchema(client, location, limits, migrations)
    if (!exists) await run(`CREATE SCHEMA ${location.schema}`)
    if (version === 0) await run(MIGRATIONS_TABLE)
    for (const [i, migration] of migrations.entries()) {
      if (i < version) continue
      await run(migration)
      await run(`INSERT INTO ledger_migrations (number, checksum) VALUES (${i + 1}, '${checksumOf(migration)}')`)
    }
  })
}

/** For whoever may not migrate: throws where the tables are not those of this version. */
export async function assertSchema(
  client: Asking,
  location: Location,
  limits: Limits,
  migrations = MIGRATIONS,
): Promise<void> {
  const state = await readSchema(client, location, limits, migrations)
  if (state.version === migrations.length) return
  assertMayCreate(state, location, false)
  throw new Fault(
    'STORE_READ_ONLY',
    `${location.shown} has schema ${state.version}, and this version needs ${migrations.length}; open it once as its owner`,
  )
}

const MIGRATIONS_TABLE = `CREATE TABLE ledger_migrations (
  number     integer     PRIMARY KEY,
  checksum   text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`

/**
 * Another program's schema is refused and left as it is.
 *
 * @throws Fault STORE_NEWER, STORE_NOT_A_LEDGER
 */
async function readSchema(
  client: Asking,
  location: Location,
  limits: Limits,
  migrations: readonly string[],
): Promise<SchemaState> {
  const { schema, shown } = location
  const { rows } = await answered<[exists: boolean, isLedger: boolean, isEmpty: boolean]>(client, limits, {
    rowMode: 'array',
    text: `SELECT to_regnamespace('${schema}') IS NOT NULL,
      EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('${schema}') AND relname = 'ledger_migrations'),
      NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('${schema}'))`,
  })
  const [exists, isLedger, isEmpty] = rows[0] as [boolean, boolean, boolean]
  if (!isLedger && !isEmpty)
    throw new Fault('STORE_NOT_A_LEDGER', `${shown} holds tables of another program; name a schema of its own`)
  if (!isLedger) return { exists, version: 0 }
  const { rows: applied } = await answered<[number: number, checksum: string]>(client, limits, {
    rowMode: 'array',
    text: `SELECT number, checksum FROM ${schema}.ledger_migrations ORDER BY number`,
  })
  // What somebody else's software made is not newer, however many steps it took.
  const strange = applied
    .slice(0, migrations.length)
    .findIndex(([number, checksum], i) => number !== i + 1 || checksum !== checksumOf(migrations[i] as string))
  if (strange !== -1)
    throw new Fault(
      'STORE_NOT_A_LEDGER',
      `${shown}: its migration ${strange + 1} is not the one of this software; use the software that made it`,
    )
  if (applied.length > migrations.length)
    throw new Fault(
      'STORE_NEWER',
      `${shown} has schema ${applied.length}; this version reads up to ${migrations.length}; upgrade it`,
    )
  return { exists, version: applied.length }
}

function assertMayCreate(
  { version, exists }: SchemaState,
  { schema, shown }: Location,
  create: boolean,
  what = 'ledger',
): void {
  if (version > 0 || create) return
  throw new Fault(
    'STORE_NOT_FOUND',
    `there is no ${what} at ${shown}: schema ${schema} ${exists ? 'is empty' : 'is not there'}; check the URL, or create one`,
  )
}

/** Making tables has no time limit but the one for locks: an index over a large log takes what it takes. */
async function inTransaction(
  client: Client,
  limits: Limits,
  work: (run: (text: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const run = (text: string) => client.query(text)
  await run('BEGIN')
  await run('SET LOCAL statement_timeout = 0')
  try {
    await work(run)
    await run('COMMIT')
  } catch (error) {
    await answered(client, limits, { rowMode: 'array', text: 'ROLLBACK' }).catch(() => {})
    throw error
  }
}
