import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { isErasure } from '../../evidence/erasure.ts'
import { Fault } from '../../kernel/fault.ts'
import type { SealedEvent, StoredEvent } from '../../ports/event-store.ts'
import { GroupCommit } from './group-commit.ts'
import { LogWriter } from './log-writer.ts'
import { Wal } from './wal.ts'

interface Surroundings {
  readonly path: string
  readonly busyTimeoutMs: number
  readonly onCommit: () => void
  readonly onWarning: (warning: Fault) => void
}

/** The writing half of a store. */
export interface Writing {
  readonly append: (stream: string, expected: number, events: readonly SealedEvent[]) => Promise<readonly StoredEvent[]>
  readonly erase: (eventId: string) => Promise<void>
  readonly finishErasures: () => Promise<number>
  /** Resolves when everything that was accepted is answered, and what was erased is gone from the files. */
  readonly settle: () => Promise<void>
}

export function openWriting(db: Database, { path, busyTimeoutMs, onCommit, onWarning }: Surroundings): Writing {
  const writer = new LogWriter(db)
  const wal = new Wal(db, { path, busyTimeoutMs, onWarning, onDiskError: (error) => commits.fail(error) })
  const commits = new GroupCommit(db, { path, busyTimeoutMs, assertInPlace: inPlace(path), afterGroup })

  async function afterGroup(): Promise<void> {
    onCommit()
    await wal.checkpoint()
  }

  return {
    async append(stream, expected, events) {
      const stored = await commits.submit(events.length, () => writer.append(stream, expected, events))
      // Acknowledged when it is gone: who is killed right after it leaves nothing in the write-ahead log. Also where it
      // is a repeat: whoever sent it first may have been killed in between.
      if (events.some(isErasure)) await wal.truncate()
      return stored
    },

    async erase(eventId) {
      await commits.submit(1, () => writer.erase(eventId))
      await wal.truncate()
    },

    async finishErasures() {
      const finished = await commits.submit(1, () => writer.finishErasures())
      if (finished > 0) await wal.truncate()
      return finished
    },

    async settle() {
      await commits.settle()
      await wal.settle()
    },
  }
}

/** A file that is deleted or replaced while it is open takes appends that nobody will find again: refuse them instead. */
export function inPlace(path: string): () => void {
  const opened = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino === opened.ino && now.dev === opened.dev) return
    throw new Fault('STORE_CLOSED', `${path} was moved, deleted or replaced while it was open; reopen the store`)
  }
}
