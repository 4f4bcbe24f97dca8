import { STREAM_START, type StreamEnd } from '../evidence/seal.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import { evolve, type LawfulFact } from '../procurement/decider.ts'
import type { ProjectEventType, Role } from '../procurement/lifecycle.ts'
import { emptyProject, type Project } from '../procurement/project.ts'

/**
 * All that deciding needs of a stream, folded from its events. Owned by one place and mutated in place: copying a
 * project of a thousand bids for every bid would cost more than everything else.
 */
export interface StreamState {
  project: Project
  end: StreamEnd
  position: bigint
  /** Data of the first event: the registration as it was stated. */
  first: { readonly [field: string]: unknown } | undefined
  /** commandId to the revision of its first event, and how many it has. */
  readonly commands: Map<string, { readonly revision: number; readonly of: number }>
}

export const emptyState = (projectId: string): StreamState => ({
  project: emptyProject(projectId),
  end: STREAM_START,
  position: 0n,
  first: undefined,
  commands: new Map(),
})

/** Folds stored events into the state, in place. */
export function foldStored(state: StreamState, events: readonly StoredEvent[]): void {
  for (const event of events) {
    const { command, actor } = JSON.parse(event.meta)
    const data = JSON.parse(event.data)
    foldFact(state, {
      type: event.type as ProjectEventType,
      data,
      occurredMs: event.occurredMs,
      role: actor.role as Role,
    })
    state.end = event
    state.position = event.position
    if (command?.index === 0) state.commands.set(command.id, { revision: event.revision, of: command.of })
  }
}

export function foldFact(state: StreamState, fact: LawfulFact): void {
  state.first ??= fact.data as { readonly [field: string]: unknown }
  evolve(state.project, fact)
}
