import { Fault, RevisionConflict } from '../kernel/fault.ts'
import type { EventStore, SealedEvent, StoredEvent } from '../ports/event-store.ts'

/** What is stored, or undefined after a conflict. */
export async function appendSealed(
  store: EventStore,
  stream: string,
  base: number,
  sealed: readonly SealedEvent[],
): Promise<readonly StoredEvent[] | undefined> {
  try {
    return await store.append(stream, base, sealed)
  } catch (fault) {
    if (fault instanceof RevisionConflict) return undefined
    if (!(fault instanceof Fault) || fault.code !== 'APPEND_UNKNOWN') throw fault
  }
  // The answer was lost. The very same bytes again: stored before, or stored now, or a conflict.
  try {
    return await store.append(stream, base, sealed)
  } catch (fault) {
    if (fault instanceof RevisionConflict) return undefined
    throw new Fault(
      'APPEND_UNKNOWN',
      `it is not known whether ${stream} took the append; send the same commandId again`,
      fault,
    )
  }
}
