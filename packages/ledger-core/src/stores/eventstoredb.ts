import { Fault } from '../kernel/fault.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { KeyVault } from '../ports/key-vault.ts'
import { checkAppend } from './append-rules.ts'
import { Connection } from './eventstoredb/connection.ts'
import { Continuity } from './eventstoredb/continuity.ts'
import { Erasing } from './eventstoredb/erasing.ts'
import { LogEnd } from './eventstoredb/log-end.ts'
import { LogReader } from './eventstoredb/log-reader.ts'
import { LogWatch } from './eventstoredb/log-watch.ts'
import { LogWriter } from './eventstoredb/log-writer.ts'
import { PersonalParts } from './eventstoredb/personal-parts.ts'
import { parseStoreUrl } from './eventstoredb/store-url.ts'
import { StreamSettings } from './eventstoredb/stream-settings.ts'

export type { KeyVault, PartKey } from '../ports/key-vault.ts'
export { memoryVault } from './vault/memory-vault.ts'
export { DEFAULT_VAULT_SCHEMA, type PostgresVaultOptions, postgresVault } from './vault/postgres-vault.ts'
export { type SqliteVaultOptions, sqliteVault } from './vault/sqlite-vault.ts'

export interface EventStoreDbOptions {
  /** Keeps the keys of personal parts; the store closes it. Left out: they lie in the clear, and nothing can be erased. */
  readonly vault?: KeyVault
  /** Only reads; appends and erasures are STORE_READ_ONLY. */
  readonly readOnly?: boolean
  /** The most that an append, or one page of a read, may take with all its attempts; default 10000. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000

/**
 * The name that a URL gives the ledger: after it, files beside the store can be called.
 *
 * @throws Fault STORE_URL_INVALID
 */
export const ledgerNameOf = (url: string): string => parseStoreUrl(url).ledger

/**
 * A ledger in EventStoreDB, under the name that the URL gives it: `esdb://user:password@host:2113?ledger=jx`. Other
 * ledgers and other programs may use the same server. Opening asks the server once, and makes nothing.
 *
 * Positions are those of the server's log: they grow, with gaps. A broken connection is opened anew; an append whose
 * answer was lost is sent again, and is APPEND_UNKNOWN only when the time is up.
 *
 * @throws Fault STORE_URL_INVALID, STORE_UNREACHABLE, STORE_DENIED
 * @example
 * const vault = await sqliteVault('jx.keys.db')
 * await using ledger = await openLedger({ store: await eventStoreDb('esdb://localhost:2113?ledger=jx&tls=false', { vault }) })
 */
export async function eventStoreDb(url: string, options: EventStoreDbOptions = {}): Promise<EventStore> {
  const { vault, readOnly = false, timeoutMs = TIMEOUT_MS } = options
  const address = parseStoreUrl(url)
  const prefix = `${address.ledger}.`
  const connection = new Connection(address, timeoutMs, {
    onBroken() {
      settings.forget()
      end.forget()
      watch.forget()
      continuity.suspect()
    },
    assertSame: () => continuity.assertSame(),
  })
  const continuity = new Continuity(connection)
  const settings = new StreamSettings(connection)
  const end = new LogEnd(connection, prefix)
  let closing: Promise<void> | undefined

  const assertOpen = () => {
    if (closing !== undefined) throw new Fault('STORE_CLOSED', `${address.shown} is closed`)
  }
  const assertWritable = () => {
    assertOpen()
    if (readOnly) throw new Fault('STORE_READ_ONLY', `${address.shown} was opened to be read only`)
  }

  const parts = new PersonalParts(vault)
  const surroundings = { connection, prefix, end, settings, parts, assertOpen }
  const reader = new LogReader(surroundings)
  const watch = new LogWatch(surroundings)
  const erasing = new Erasing(surroundings, reader, vault)
  const onStored = (last: StoredEvent | undefined) => {
    continuity.saw(last)
    watch.saw(last?.position ?? 0n)
  }
  const writer = new LogWriter({ in: surroundings, reader, erasing, vault, onStored })

  async function closeNow(): Promise<void> {
    watch.stop()
    await writer.settle()
    await connection.close()
    await vault?.close()
  }

  try {
    // Also whether this user may read the log at all.
    await end.head()
  } catch (error) {
    await connection.close()
    await vault?.close()
    throw error
  }

  return {
    async append(stream, expectedRevision, events) {
      assertWritable()
      checkAppend(stream, expectedRevision, events)
      return writer.append(stream, expectedRevision, events)
    },

    readStream: (stream, read = {}) => reader.stream(stream, read),
    readLog: (read = {}) => reader.events(read),
    readFacts: (read = {}) => reader.facts(read),
    readLeaves: (read = {}) => reader.leaves(read),

    async head() {
      assertOpen()
      return end.head()
    },

    async waitBeyond(position, signal) {
      assertOpen()
      await watch.waitBeyond(position, signal)
    },

    async erase(eventId) {
      assertWritable()
      await erasing.erase(eventId)
    },

    async finishErasures() {
      assertOpen()
      return readOnly ? 0 : erasing.finish()
    },

    onReconnect: (check) => continuity.add(check),

    async close() {
      closing ??= closeNow()
      await closing
    },
  }
}
