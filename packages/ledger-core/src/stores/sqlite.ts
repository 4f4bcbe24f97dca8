import { resolve } from 'node:path'
import { Fault } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import { checkAppend } from './append-rules.ts'
import { openConnections } from './sqlite/connections.ts'
import { engineFault } from './sqlite/engine-fault.ts'
import { LogReader } from './sqlite/log-reader.ts'
import { LogWatch } from './sqlite/log-watch.ts'
import { openWriting } from './sqlite/writing.ts'

export interface SqliteOptions {
  /** Whether to make a ledger where there is none; default true. False: STORE_NOT_FOUND. */
  readonly create?: boolean
  /** Only reads; appends and erasures are STORE_READ_ONLY. */
  readonly readOnly?: boolean
  /** How long to wait for another process that writes, before STORE_BUSY; default 5000. */
  readonly busyTimeoutMs?: number
  /** The most that the file may hold, before STORE_FULL; left out: what the disk holds. */
  readonly maxBytes?: number
  /** Told when upkeep failed while every promise still holds; default: a warning of the process. */
  readonly onWarning?: (warning: Fault) => void
}

const BUSY_TIMEOUT_MS = 5_000

/**
 * A ledger in one SQLite file: durable before an append resolves, shared by processes of one machine, grouped so that
 * many appends pay for one fsync. `-wal` and `-shm` beside the file belong to it: move or copy them together.
 *
 * After a crash, opening it again finds every acknowledged event. After an error of the disk it refuses appends until
 * it is reopened.
 *
 * @example
 * await using ledger = await openLedger({ store: await sqlite('ledger.db') })
 */
export async function sqlite(path: string, options: SqliteOptions = {}): Promise<EventStore> {
  const { create = true, readOnly = false, busyTimeoutMs = BUSY_TIMEOUT_MS, maxBytes } = options
  const { onWarning = (warning) => process.emitWarning(warning) } = options
  if (path === ':memory:') throw new Fault('STORE_NOT_FOUND', ':memory: is not a file; use the memory store')
  const file = resolve(path)
  const connections = await openConnections({ path: file, create, readOnly, busyTimeoutMs, maxBytes })
  let closing: Promise<void> | undefined

  const assertOpen = () => {
    if (closing !== undefined) throw new Fault('STORE_CLOSED', `${file} is closed`)
  }

  const reader = new LogReader(connections.reader, (query) => {
    assertOpen()
    try {
      return query()
    } catch (error) {
      throw engineFault(file, error)
    }
  })

  const watch = new LogWatch(() => reader.head())

  const writing =
    connections.writer &&
    openWriting(connections.writer, { path: file, busyTimeoutMs, onWarning, onCommit: () => watch.look() })

  const writable = () => {
    assertOpen()
    if (writing === undefined) throw new Fault('STORE_READ_ONLY', `${file} was opened to be read only`)
    return writing
  }

  async function closeNow(): Promise<void> {
    watch.stop()
    await writing?.settle()
    connections.reader.close()
    // The last to close copies the write-ahead log into the file and removes it; a reader could not.
    connections.writer?.close()
  }

  return {
    async append(stream, expectedRevision, events) {
      const { append } = writable()
      checkAppend(stream, expectedRevision, events)
      return append(stream, expectedRevision, events)
    },

    readStream: (stream, read = {}) => reader.stream(stream, read),
    readLog: (read = {}) => reader.events(read),
    readFacts: (read = {}) => reader.facts(read),
    readLeaves: (read = {}) => reader.leaves(read),
    head: async () => reader.head(),

    waitBeyond: (position, signal) => watch.waitBeyond(position, signal),
    erase: async (eventId) => writable().erase(eventId),

    async finishErasures() {
      assertOpen()
      return writing === undefined ? 0 : writing.finishErasures()
    },

    async close() {
      closing ??= closeNow()
      await closing
    },
  }
}
