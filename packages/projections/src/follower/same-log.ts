import type { EventStore, StoredEvent } from '@procurement-ledger/core'
import { FollowerError, reading } from './follower-error.ts'
import type { Generation } from './read-model-store.ts'

/**
 * The last event that was folded lies where it lay: the log could be another, or restored to an earlier state.
 *
 * @throws FollowerError LOG_DIFFERS
 */
export async function assertSameLog(store: EventStore, { position, anchor }: Generation): Promise<void> {
  if (anchor === undefined) return
  const { stream, revision, eventId } = anchor
  const event = await reading(() => eventAt(store, stream, revision))
  if (event?.eventId === eventId && event.position === position) return
  const message = `position ${position} was event ${eventId}, revision ${revision} of ${stream}, and is not in this log`
  throw new FollowerError('LOG_DIFFERS', `${message}; delete the read models, and they are folded anew`)
}

async function eventAt(store: EventStore, stream: string, revision: number): Promise<StoredEvent | undefined> {
  for await (const [event] of store.readStream(stream, { fromRevision: revision })) return event
  return undefined
}
