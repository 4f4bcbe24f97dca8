import type { LoggedFact, ReadLog, ReadStream, StoredEvent } from '@procurement-ledger/core'

/** What folds read of a log: every `EventStore` is one. Each stream begins with its first event and has no gap. */
export interface FactSource {
  readFacts(options?: ReadLog): AsyncIterable<readonly LoggedFact[]>
  readStream(stream: string, options?: ReadStream): AsyncIterable<readonly StoredEvent[]>
}
