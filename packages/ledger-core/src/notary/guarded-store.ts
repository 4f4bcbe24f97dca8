import type { Fault } from '../kernel/fault.ts'
import type { EventStore, SealedEvent } from '../ports/event-store.ts'

/** A store to which nothing is appended while its evidence says that it must not be. */
export interface GuardedStore extends EventStore {
  /** From here on every append, and every page that is imported, is this fault. Reads go on: whoever has to find out what happened needs them. */
  refuseAppends(because: Fault): void
  allowAppends(): void
}

/**
 * Puts the notary's verdict before a store: a log that lost signed events must not grow another end. Give the guarded
 * store to the ledger and to the notary alike.
 */
export function guardedStore(store: EventStore): GuardedStore {
  let refusal: Fault | undefined
  const assertAllowed = () => {
    if (refusal !== undefined) throw refusal
  }
  return {
    async append(stream, expectedRevision, events) {
      assertAllowed()
      return store.append(stream, expectedRevision, events)
    },
    ...(store.importPage && {
      async importPage(events: readonly SealedEvent[]) {
        assertAllowed()
        await store.importPage?.(events)
      },
    }),
    readStream: (stream, options) => store.readStream(stream, options),
    readLog: (options) => store.readLog(options),
    readFacts: (options) => store.readFacts(options),
    readLeaves: (options) => store.readLeaves(options),
    head: () => store.head(),
    waitBeyond: (position, signal) => store.waitBeyond(position, signal),
    erase: (eventId) => store.erase(eventId),
    finishErasures: () => store.finishErasures(),
    ...(store.onReconnect && { onReconnect: (check: () => Promise<void>) => store.onReconnect?.(check) }),
    close: () => store.close(),
    refuseAppends(because) {
      refusal = because
    },
    allowAppends() {
      refusal = undefined
    },
  }
}
