import { erasedBy, isErasable } from '../evidence/erasure.ts'
import { Fault, RevisionConflict } from '../kernel/fault.ts'
import type { EventStore, SealedEvent, StoredEvent } from '../ports/event-store.ts'
import { checkAppend, isRepeat } from './append-rules.ts'
import { Waiters } from './waiters.ts'

const PAGE_EVENTS = 500

/** A store in memory: a real one, for tests, examples and short-lived ledgers. Nothing survives the process. */
export function memory(): EventStore {
  const log: StoredEvent[] = []
  const streams = new Map<string, StoredEvent[]>()
  /** eventId to its place in `log`. */
  const places = new Map<string, number>()
  const waiters = new Waiters()
  let isClosed = false

  const assertOpen = () => {
    if (isClosed) throw new Fault('STORE_CLOSED', 'the memory store is closed')
  }

  const headNow = () => BigInt(log.length)

  async function* pages(select: () => readonly StoredEvent[], from: number, signal?: AbortSignal) {
    assertOpen()
    const events = select()
    for (let at = from; at < events.length && !signal?.aborted; at += PAGE_EVENTS) {
      assertOpen()
      yield events.slice(at, at + PAGE_EVENTS)
    }
  }

  function assertNewIds(events: readonly SealedEvent[]): void {
    const ids = new Set<string>()
    for (const { eventId } of events) {
      if (places.has(eventId) || ids.has(eventId))
        throw new Fault('APPEND_INVALID', `the log holds an event ${eventId} already; an id is used once`)
      ids.add(eventId)
    }
  }

  function removePart({ eventId, stream, revision }: StoredEvent): void {
    const at = places.get(eventId) as number
    const erased = { ...(log[at] as StoredEvent), personal: undefined, personalSalt: undefined }
    log[at] = erased
    ;(streams.get(stream) as StoredEvent[])[revision] = erased
  }

  function removeTarget({ stream, revision }: SealedEvent, eventId: string): void {
    const target = log[places.get(eventId) ?? -1]
    if (target?.stream === stream && target.revision < revision) removePart(target)
  }

  return {
    async append(stream, expectedRevision, events) {
      assertOpen()
      checkAppend(stream, expectedRevision, events)
      const stored = streams.get(stream) ?? []
      const repeated = stored.slice(expectedRevision + 1, expectedRevision + 1 + events.length)
      if (isRepeat(repeated, events)) return repeated
      const actual = stored.length - 1
      if (actual !== expectedRevision) throw new RevisionConflict({ stream, expected: expectedRevision, actual })
      assertNewIds(events)
      const added = events.map((event, i): StoredEvent => ({ ...event, position: BigInt(log.length + i + 1) }))
      for (const event of added) {
        places.set(event.eventId, log.push(event) - 1)
        stored.push(event)
      }
      streams.set(stream, stored)
      // The event and what it erases stand or fall together.
      for (const event of added) {
        const target = erasedBy(event)
        if (target !== undefined) removeTarget(event, target)
      }
      waiters.wake(headNow())
      return stored.slice(expectedRevision + 1)
    },

    readStream: (stream, { fromRevision = 0, signal } = {}) =>
      pages(() => streams.get(stream) ?? [], fromRevision, signal),
    readLog: ({ after = 0n, signal } = {}) => pages(() => log, Number(after), signal),
    readFacts: ({ after = 0n, signal } = {}) => pages(() => log, Number(after), signal),
    readLeaves: ({ after = 0n, signal } = {}) => pages(() => log, Number(after), signal),

    async head() {
      assertOpen()
      return headNow()
    },

    async waitBeyond(position, signal) {
      assertOpen()
      if (headNow() <= position) await waiters.wait(position, signal)
    },

    async erase(eventId) {
      assertOpen()
      const event = log[places.get(eventId) ?? -1]
      if (event === undefined) return
      const stream = streams.get(event.stream) ?? []
      if (!stream.some((other) => isErasable(other, eventId)))
        throw new Fault('ERASURE_REFUSED', `no PersonalDataErased in ${event.stream} names ${eventId}`)
      removePart(event)
    },

    async finishErasures() {
      assertOpen()
      // Nothing is ever left: an append and its erasure are one turn of the event loop.
      return 0
    },

    async close() {
      isClosed = true
      waiters.wakeAll()
    },
  }
}
