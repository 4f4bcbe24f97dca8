import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Fault } from '../../kernel/fault.ts'

/** An event as the server gives it, before its data is read. */
export interface Recorded {
  /** With the ledger's prefix. */
  readonly name: string
  readonly eventId: string
  readonly revision: number
  readonly position: bigint
  readonly type: string
  readonly data: Uint8Array
}

/** What servers of old say of an event that they found by its stream. */
const NO_POSITION = String(2n ** 64n - 1n)

/** What the server writes where a stream was deleted for ever. */
const TOMBSTONE = '$streamDeleted'

/** Where the server put the event of an answer; undefined for an answer without one. */
export function positionOf(response: ReadResp | undefined): bigint | undefined {
  const event = response?.getEvent()?.getEvent()
  return event === undefined ? undefined : BigInt(event.getCommitPosition())
}

/** The stream of the event of an answer, with the ledger's prefix. */
export const nameIn = (response: ReadResp): string =>
  Buffer.from(response.getEvent()?.getEvent()?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8')

/**
 * Whether the event of an answer is of the ledger whose streams have the prefix. A server compares prefixes as its language
 * does, to which some letters are nothing: what its filter lets through may be somebody else's.
 */
export const isUnder = (prefix: string, response: ReadResp): boolean => nameIn(response).startsWith(prefix)

export const bytesOf = (response: ReadResp): number => response.getEvent()?.getEvent()?.getData().length ?? 0

export const recordedIn = (responses: readonly ReadResp[]): Recorded[] =>
  responses.flatMap((response) => recordedOf(response) ?? [])

/**
 * The event of an answer; undefined for an answer without one.
 *
 * @throws Fault LEDGER_ALTERED where it is no event that a ledger appends, or at no place that a ledger's append gives;
 *   STORE_FAILED where the server is too old to say it
 */
export function recordedOf(response: ReadResp): Recorded | undefined {
  const event = response.getEvent()?.getEvent()
  if (event === undefined) return undefined
  const name = nameIn(response)
  const revision = Number(event.getStreamRevision())
  if (event.getCommitPosition() === NO_POSITION)
    throw new Fault('STORE_FAILED', `the server says no positions in streams; use EventStoreDB 24.10 or KurrentDB`)
  if (event.getMetadataMap().get('type') === TOMBSTONE)
    throw new Fault('LEDGER_ALTERED', `${name} was deleted (position ${event.getCommitPosition()})`)
  // A transaction commits later than it was prepared.
  if (event.getCommitPosition() !== event.getPreparePosition())
    throw new Fault(
      'LEDGER_ALTERED',
      `${name} at ${revision} was prepared at ${event.getPreparePosition()} and committed at ${event.getCommitPosition()}; a ledger's own events have one position`,
    )
  return {
    name,
    eventId: event.getId()?.getString() ?? '',
    revision,
    position: BigInt(event.getCommitPosition()),
    type: event.getMetadataMap().get('type') ?? '',
    data: event.getData_asU8(),
  }
}
