import { STREAM_START } from '../evidence/seal.ts'
import { RevisionConflict } from '../kernel/fault.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import { sealText } from './sealed-events.ts'

export interface Contending {
  readonly stream: string
  readonly writer: string
  readonly count: number
  readonly data?: string
  readonly onStored?: (event: StoredEvent) => void
}

/** Appends one event after another as all must who share a stream: after a conflict, at the revision that it carried. */
export async function appendContending(
  store: EventStore,
  { stream, writer, count, data, onStored }: Contending,
): Promise<void> {
  let expected = NO_STREAM
  for (let written = 0; written < count; ) {
    const event = sealText(
      stream,
      { ...STREAM_START, revision: expected },
      { writer, ...(data !== undefined && { data }) },
    )
    try {
      const [stored] = await store.append(stream, expected, [event])
      if (stored !== undefined) onStored?.(stored)
      written++
      expected++
    } catch (fault) {
      if (!(fault instanceof RevisionConflict)) throw fault
      expected = fault.actual
    }
  }
}
