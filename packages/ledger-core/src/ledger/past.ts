import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import { changesHistory } from '../procurement/effective-history.ts'
import type { Role, StatedEventType } from '../procurement/lifecycle.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { foldPast, foldStored, type StreamState } from './stream-state.ts'

/**
 * Folds on what the store holds beyond the state, as far as it is inside a cut that is a prefix of every stream. A stream
 * in which something was corrected or annulled since is read once more, and folded from its first event.
 */
export async function catchUp(
  store: EventStore,
  stream: string,
  state: StreamState,
  isInside: (event: StoredEvent) => boolean = () => true,
): Promise<void> {
  let isOutdated = false
  for await (const page of store.readStream(stream, { fromRevision: state.end.revision + 1 })) {
    const inside = page.filter(isInside)
    foldStored(state, inside)
    isOutdated ||= inside.some(({ type }) => changesHistory(type))
    if (inside.length < page.length) break
  }
  if (isOutdated) foldPast(state, await readPast(store, stream, state.end.revision))
}

/** The events of a stream up to a revision, as the law sees them. */
export async function readPast(store: EventStore, stream: string, last: number): Promise<readonly RecordedFact[]> {
  const past: RecordedFact[] = []
  for await (const page of store.readStream(stream)) {
    past.push(...page.filter(({ revision }) => revision <= last).map(recordedFact))
    if (past.length > last) break
  }
  return past
}

function recordedFact({ eventId, type, occurredMs, recordedMs, data, meta }: StoredEvent): RecordedFact {
  const { actor, occurredAt } = JSON.parse(meta)
  return {
    ...{ eventId, occurredAt, occurredMs, recordedMs },
    type: type as StatedEventType,
    data: JSON.parse(data),
    role: actor.role as Role,
    actorId: actor.id,
  }
}
