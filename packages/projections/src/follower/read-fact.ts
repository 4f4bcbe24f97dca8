import { BrokenInvariant, type LoggedFact, type StoredEvent } from '@procurement-ledger/core'
import type { FoldEvent } from '../read-models/projection.ts'

/** A fact of the log as a fold reads it: a plain object, so that a rewrite can be written as `{ ...event, data }`. */
export const readFact = (fact: LoggedFact): FoldEvent => ({
  position: fact.position,
  eventId: fact.eventId,
  stream: fact.stream,
  revision: fact.revision,
  type: fact.type,
  schemaVersion: fact.schemaVersion,
  occurredMs: fact.occurredMs,
  recordedMs: fact.recordedMs,
  data: dataOf(fact),
})

/** An event as the store keeps it, with the text of when it occurred. */
export const readWhole = (event: StoredEvent): FoldEvent => ({ ...readFact(event), ...statedIn(event) })

/** Events that nobody sealed have no such text. */
function statedIn({ meta }: StoredEvent): Pick<FoldEvent, 'occurredAt'> {
  const { occurredAt } = JSON.parse(meta)
  return typeof occurredAt === 'string' ? { occurredAt } : {}
}

function dataOf({ data, stream, revision }: LoggedFact): FoldEvent['data'] {
  try {
    return JSON.parse(data)
  } catch (cause) {
    throw new BrokenInvariant(`the data of revision ${revision} of ${stream} is not JSON`, { cause })
  }
}
