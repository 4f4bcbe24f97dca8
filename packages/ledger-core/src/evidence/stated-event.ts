import type { Place } from './finding.ts'

/** An event as a store, a bundle or an export states it. Every event of a store is one; a part may be gone. */
export interface StatedEvent {
  readonly position?: bigint
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  readonly occurredMs: number
  readonly recordedMs: number
  readonly leaf: string
  readonly leafHash: Uint8Array
  readonly data: string | undefined
  readonly dataSalt: Uint8Array | undefined
  readonly meta: string | undefined
  readonly metaSalt: Uint8Array | undefined
  readonly personal: string | undefined
  readonly personalSalt: Uint8Array | undefined
}

/** What tells which event is meant, and where it stands. */
export type PlacedEvent = Pick<StatedEvent, 'position' | 'stream' | 'revision' | 'eventId'>

export const placeOf = ({ position, stream, revision, eventId }: PlacedEvent): Place => ({
  ...(position !== undefined && { position }),
  stream,
  revision,
  eventId,
})
