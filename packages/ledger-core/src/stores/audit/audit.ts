import type { ChainEnds } from '../../evidence/chain-ends.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { PlacedEvent, StatedEvent } from '../../evidence/stated-event.ts'
import type { CheckedEvent } from '../../evidence/verify-event.ts'

/** One event of a log, checked by itself; or the reason for which a row is none. */
export type AuditedEvent =
  | { readonly event: PlacedEvent; readonly checked: CheckedEvent }
  | { readonly unreadable: Finding }

/** A log that nobody vouches for. */
export interface Audit {
  /** An estimate of its events, where positions give one. */
  readonly head: number | undefined
  /** The first event, once the runs were read; what it states is judged with the others. */
  first(): StatedEvent | undefined
  /** Every event, in commit order, in runs, each checked by itself. */
  runs(): AsyncGenerator<Iterable<AuditedEvent>>
  /** Where the streams stand, for whoever verifies the log as it streams by: in memory that does not grow with them. */
  readonly ends: ChainEnds
  /** Where the event is, if it has a personal part and lies in a run that was read. */
  findPersonal(eventId: string): PlacedEvent | undefined
  close(): Promise<void>
}

/** No part of a ledger comes near it; a value of a gigabyte would cost the verifier its memory. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024
