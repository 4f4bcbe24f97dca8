import { type EventStore, projectStream, type StoredEvent } from '@procurement-ledger/core'

/** An event of a project as rules read it. */
export interface ProjectEvent
  extends Pick<StoredEvent, 'eventId' | 'type' | 'occurredMs' | 'recordedMs' | 'position' | 'revision'> {
  readonly data: object
}

/** No rule reads what is personal, so no judgement changes when it is erased. */
export async function readProjectEvents(store: EventStore, projectId: string): Promise<readonly ProjectEvent[]> {
  const events: ProjectEvent[] = []
  for await (const page of store.readStream(projectStream(projectId)))
    for (const { eventId, type, occurredMs, recordedMs, position, revision, data } of page)
      events.push({ eventId, type, occurredMs, recordedMs, position, revision, data: JSON.parse(data) })
  return events
}
