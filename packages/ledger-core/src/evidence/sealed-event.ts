/** What a fold needs of an event: who, where, when, what. */
export interface LoggedFact {
  /** Place in the log, in commit order. Dense on SQL engines, sparse elsewhere; nobody may assume +1. */
  readonly position: bigint
  readonly eventId: string
  readonly stream: string
  /** Place in the stream, from 0. */
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  /** Epoch milliseconds of occurredAt and recordedAt, as the leaf states them. */
  readonly occurredMs: number
  readonly recordedMs: number
  /** The exact text of the `data` part. */
  readonly data: string
}

/** What a notary needs of an event: its leaf, and where it stands. */
export interface LoggedLeaf {
  readonly position: bigint
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly leaf: string
  readonly leafHash: Uint8Array
}

/** An event with all that proves it. Texts are exact: their UTF-8 bytes are what the commitments were made over. */
export interface SealedEvent extends Omit<LoggedFact, 'position'> {
  readonly leaf: string
  readonly leafHash: Uint8Array
  readonly dataSalt: Uint8Array
  readonly meta: string
  readonly metaSalt: Uint8Array
  /** Absent where the event has no personal part, or where it was erased. */
  readonly personal: string | undefined
  readonly personalSalt: Uint8Array | undefined
}
