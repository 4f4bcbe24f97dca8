import { isErasure } from '../../evidence/erasure.ts'
import { Fault, RevisionConflict } from '../../kernel/fault.ts'
import type { SealedEvent, StoredEvent } from '../../ports/event-store.ts'
import { isRepeat } from '../append-rules.ts'
import type { Limits } from './connection.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { engineFault } from './engine-fault.ts'
import { GroupCommit } from './group-commit.ts'
import type { LogReader } from './log-reader.ts'
import { writePage } from './page-writer.ts'
import type { WriterSession } from './writer-session.ts'

interface Surroundings {
  readonly shown: string
  readonly limits: Limits
  readonly pool: ConnectionPool
  /** Reads what is answered, also while the store closes. */
  readonly answers: LogReader
  readonly onCommit: (head: bigint) => void
}

/** The writing half of a store. */
export interface Writing {
  readonly append: (stream: string, expected: number, events: readonly SealedEvent[]) => Promise<readonly StoredEvent[]>
  readonly importPage: (events: readonly SealedEvent[]) => Promise<void>
  readonly erase: (eventId: string) => Promise<void>
  readonly finishErasures: () => Promise<number>
  /** Resolves when everything that was accepted is answered. */
  readonly settle: () => Promise<void>
}

export function openWriting(session: WriterSession, { shown, limits, pool, answers, onCommit }: Surroundings): Writing {
  const commits = new GroupCommit(session, { limits, onCommit })
  const accepted = new Set<Promise<unknown>>()

  async function append(stream: string, expected: number, events: readonly SealedEvent[]) {
    const answer = await commits.submit(stream, expected, events)
    if ('actual' in answer) {
      // What lies behind the expected revision may be this very append, sent before.
      const isLong = answer.actual >= expected + events.length
      const stored = isLong ? await storedAfter(stream, expected, events.length) : []
      if (isRepeat(stored, events)) return stored
      throw new RevisionConflict({ stream, expected, actual: answer.actual })
    }
    // What one of them erased of another is not stored.
    if (events.some(isErasure)) return storedAfter(stream, expected, events.length)
    return events.map((event, i): StoredEvent => ({ ...event, position: answer.before + BigInt(i + 1) }))
  }

  async function importPage(events: readonly SealedEvent[]): Promise<void> {
    const answer = await session.write((client) => writePage(client, limits, events))
    if (answer === 'repeated') return
    if ('actual' in answer) throw new RevisionConflict(answer)
    session.learn({ position: answer.head, eventId: (events.at(-1) as SealedEvent).eventId })
    onCommit(answer.head)
  }

  async function storedAfter(stream: string, expected: number, count: number): Promise<readonly StoredEvent[]> {
    try {
      return await answers.storedAfter(stream, expected, count)
    } catch (error) {
      throw new Fault('APPEND_UNKNOWN', `${shown}: what is stored could not be read; send the same again`, error)
    }
  }

  /** Idempotent calls: after a lost answer they may be asked for again. */
  async function call<T>(text: string, values: readonly unknown[] = []): Promise<T> {
    try {
      const rows = await pool.ask<[T]>({ text, values: [...values], rowMode: 'array' })
      return (rows[0] as [T])[0]
    } catch (error) {
      throw engineFault(shown, error)
    }
  }

  async function erase(eventId: string): Promise<void> {
    const isGone = await call<boolean | null>('SELECT erase_part($1)', [eventId])
    if (isGone === false)
      throw new Fault('ERASURE_REFUSED', `no PersonalDataErased in the stream of ${eventId} names it`)
  }

  const finishErasures = async () => Number(await call<string>('SELECT finish_erasures()'))

  function accept<T>(asked: Promise<T>): Promise<T> {
    const answer = asked.finally(() => accepted.delete(answer))
    accepted.add(answer)
    return answer
  }

  return {
    append: (stream, expected, events) => accept(append(stream, expected, events)),
    importPage: (events) => accept(importPage(events)),
    erase: (eventId) => accept(erase(eventId)),
    finishErasures: () => accept(finishErasures()),
    async settle() {
      await Promise.allSettled([...accepted])
    },
  }
}
