import { Fault } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import { checkAppend, checkPage } from './append-rules.ts'
import { connect, type Limits } from './postgres/connection.ts'
import { ConnectionPool } from './postgres/connection-pool.ts'
import { parseLocation } from './postgres/location.ts'

export { type OwnPool, openPool } from './postgres/own-pool.ts'

import { LogReader } from './postgres/log-reader.ts'
import { LogWatch } from './postgres/log-watch.ts'
import { WriterSession } from './postgres/writer-session.ts'
import { openWriting } from './postgres/writing.ts'

// For whoever keeps something beside a ledger in PostgreSQL, as read models are.
export { ANSWER_TYPES, answerAsTexts } from './postgres/answer-types.ts'
export { type EngineFault, engineFaults, type Meaning } from './postgres/engine-fault.ts'
export { judgeRelease } from './postgres/judge-server.ts'
export { assertSchemaName, DEFAULT_SCHEMA, type Location, parseLocation } from './postgres/location.ts'

export interface PostgresOptions {
  /** Whether to make a ledger where there is none; default true. False: STORE_NOT_FOUND. */
  readonly create?: boolean
  /** Only reads; appends and erasures are STORE_READ_ONLY. */
  readonly readOnly?: boolean
  /** How long an append waits for a lock that another transaction holds, or for a server that is gone; default 5000. */
  readonly busyTimeoutMs?: number
  /** How long one answer of the server may take before the connection is given up; default 15000. */
  readonly callTimeoutMs?: number
  /** Connections that read at a time; one more writes, and one listens while somebody follows. Default 4. */
  readonly maxReaders?: number
}

const BUSY_TIMEOUT_MS = 5_000
const CALL_TIMEOUT_MS = 15_000
const MAX_READERS = 4

/**
 * A ledger in one schema of a PostgreSQL database, version 14 or later: shared by processes of many machines, durable
 * before an append resolves, grouped so that many appends pay for one flush.
 *
 * `postgres://user:password@host:port/database?schema=jx`; without `schema` it is `ledger`. What else stands behind the
 * `?` is the driver's, such as `sslmode`. The password may come from PGPASSWORD; no message ever holds one.
 *
 * After a lost connection the append in flight is APPEND_UNKNOWN, and appending goes on over a new one, once the log there
 * is known to hold what this process saw.
 *
 * @example
 * await using ledger = await openLedger({ store: await postgres('postgres://ledger@db.example/ledgers?schema=jx') })
 */
export async function postgres(url: string, options: PostgresOptions = {}): Promise<EventStore> {
  const { create = true, readOnly = false, maxReaders = MAX_READERS } = options
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, callTimeoutMs = CALL_TIMEOUT_MS } = options
  const location = parseLocation(url)
  const limits: Limits = { busyTimeoutMs, callTimeoutMs }
  const { shown } = location

  const session = new WriterSession(location, limits)
  await session.open({ create, readOnly })
  // Whoever only reads needs no connection that writes.
  if (readOnly) await session.close()
  const pool = new ConnectionPool(location, limits, maxReaders)
  let closing: Promise<void> | undefined

  const assertOpen = () => {
    if (closing !== undefined) throw new Fault('STORE_CLOSED', `${shown} is closed`)
  }

  const reader = new LogReader(pool, { shown, assertOpen })
  // What was accepted before is answered, also while the store closes.
  const answers = new LogReader(pool, { shown, assertOpen: () => {} })

  const watch = new LogWatch({
    head: () => reader.head(),
    connect: (onLost) => connect(location, limits, onLost),
    channel: session.channel,
    limits,
  })

  const writing = readOnly
    ? undefined
    : openWriting(session, { shown, limits, pool, answers, onCommit: (head) => watch.grown(head) })

  const writable = () => {
    assertOpen()
    if (writing === undefined) throw new Fault('STORE_READ_ONLY', `${shown} was opened to be read only`)
    return writing
  }

  async function closeNow(): Promise<void> {
    const watched = watch.stop()
    await writing?.settle()
    await Promise.all([watched, pool.close(), session.close()])
  }

  return {
    async append(stream, expectedRevision, events) {
      const { append } = writable()
      checkAppend(stream, expectedRevision, events)
      return append(stream, expectedRevision, events)
    },

    async importPage(events) {
      const { importPage } = writable()
      checkPage(events)
      return importPage(events)
    },

    readStream: (stream, read = {}) => reader.stream(stream, read),
    readLog: (read = {}) => reader.events(read),
    readFacts: (read = {}) => reader.facts(read),
    readLeaves: (read = {}) => reader.leaves(read),
    head: () => reader.head(),

    async waitBeyond(position, signal) {
      assertOpen()
      await watch.waitBeyond(position, signal)
    },

    erase: async (eventId) => writable().erase(eventId),

    async finishErasures() {
      assertOpen()
      return writing === undefined ? 0 : writing.finishErasures()
    },

    onReconnect: (check) => session.addCheck(check),

    async close() {
      closing ??= closeNow()
      await closing
    },
  }
}
