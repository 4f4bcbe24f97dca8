import { DatabaseError, type QueryArrayConfig } from 'pg'
import { Fault } from '../../kernel/fault.ts'
import type { KeyVault } from '../../ports/key-vault.ts'
import { connect, type Limits } from '../postgres/connection.ts'
import { hangUp } from '../postgres/connection-end.ts'
import { ConnectionPool } from '../postgres/connection-pool.ts'
import { engineFault } from '../postgres/engine-fault.ts'
import { type Location, parseLocation } from '../postgres/location.ts'
import { ensureSchema } from '../postgres/schema.ts'
import { VAULT_TABLES } from './postgres-tables.ts'

export interface PostgresVaultOptions {
  /** Whether to make a vault where there is none; default true. False: STORE_NOT_FOUND. */
  readonly create?: boolean
  /** How long to wait for a lock that another transaction holds, before STORE_BUSY; default 5000. */
  readonly busyTimeoutMs?: number
  /** How long one answer of the server may take before the connection is given up; default 15000. */
  readonly callTimeoutMs?: number
}

/** Apart from a ledger's: so its rights and its backups can be others. */
export const DEFAULT_VAULT_SCHEMA = 'ledger_vault'

const BUSY_TIMEOUT_MS = 5_000
const CALL_TIMEOUT_MS = 15_000
const CONNECTIONS = 4
const UNIQUE_VIOLATION = '23505'

/**
 * The keys of personal parts in one schema of a PostgreSQL database, shared by processes of many machines. The URL is as
 * that of a ledger; without `?schema=` it is `ledger_vault`.
 *
 * A key that was destroyed is found by nobody who asks the server. Its bytes lie in files until their room is used again:
 * in the table until it is vacuumed and written over, in the write-ahead log, in archives and backups of either. What an
 * operator does about it is in docs/running-eventstoredb.md.
 *
 * @throws Fault STORE_NOT_FOUND, STORE_NOT_A_LEDGER, STORE_NEWER, STORE_DENIED, STORE_UNREACHABLE, STORE_READ_ONLY,
 * STORE_FAILED
 * @example
 * const vault = await postgresVault('postgres://ledger_app@db.example/keys?schema=jx_vault')
 */
export async function postgresVault(url: string, options: PostgresVaultOptions = {}): Promise<KeyVault> {
  const { create = true, busyTimeoutMs = BUSY_TIMEOUT_MS, callTimeoutMs = CALL_TIMEOUT_MS } = options
  const location = parseLocation(url, DEFAULT_VAULT_SCHEMA)
  const limits: Limits = { busyTimeoutMs, callTimeoutMs }
  const { shown } = location
  await ensureTables(location, limits, create)
  const pool = new ConnectionPool(location, limits, CONNECTIONS)
  let closing: Promise<void> | undefined

  async function ask<Row extends unknown[]>(text: string, values: unknown[]): Promise<Row[]> {
    if (closing !== undefined) throw new Fault('STORE_CLOSED', `the key vault ${shown} is closed`)
    const query: QueryArrayConfig = { rowMode: 'array', text, values }
    return pool.ask<Row>(query).catch((error: unknown) => {
      throw vaultFault(shown, error)
    })
  }

  return {
    async keep(keys) {
      await ask(
        `WITH known AS (INSERT INTO part_keys SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
        INSERT INTO keys SELECT * FROM unnest($1::text[], $4::bytea[])`,
        [
          keys.map(({ keyId }) => keyId),
          keys.map(({ stream }) => stream),
          keys.map(({ eventId }) => eventId),
          keys.map(({ key }) => Buffer.from(key)),
        ],
      )
    },

    async find(keyIds) {
      const rows = await ask<[string, Buffer]>('SELECT key_id, key FROM keys WHERE key_id = ANY ($1)', [keyIds])
      return new Map(rows.map(([keyId, key]) => [keyId, new Uint8Array(key)]))
    },

    async streamsOf(eventId) {
      const rows = await ask<[string]>('SELECT DISTINCT stream FROM part_keys WHERE event_id = $1', [eventId])
      return rows.map(([stream]) => stream)
    },

    async destroy(keyIds) {
      const rows = await ask('DELETE FROM keys WHERE key_id = ANY ($1) RETURNING 1', [keyIds])
      return rows.length
    },

    async erasedUpTo(log) {
      const [row] = await ask<[string]>('SELECT position FROM erased WHERE log = $1', [log])
      return BigInt(row?.[0] ?? 0)
    },

    async setErasedUpTo(log, position) {
      await ask(
        `INSERT INTO erased (log, position) VALUES ($1, $2)
        ON CONFLICT (log) DO UPDATE SET position = excluded.position`,
        [log, position],
      )
    },

    async close() {
      closing ??= pool.close()
      await closing
    },
  }
}

async function ensureTables(location: Location, limits: Limits, create: boolean): Promise<void> {
  try {
    const client = await connect(location, limits)
    try {
      await ensureSchema(client, location, limits, create, [VAULT_TABLES], 'key vault')
    } finally {
      await hangUp(client)
    }
  } catch (error) {
    throw engineFault(location.shown, error)
  }
}

function vaultFault(shown: string, error: unknown): unknown {
  if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION)
    return new Fault('APPEND_INVALID', `the key vault ${shown} had a key of that id already; an id is used once`)
  return engineFault(shown, error)
}
