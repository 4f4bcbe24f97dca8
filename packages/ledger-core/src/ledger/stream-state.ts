import { commitsToPersonal } from '../evidence/erasure.ts'
import { STREAM_START, type StreamEnd } from '../evidence/seal.ts'
import type { SealedEvent, StoredEvent } from '../ports/event-store.ts'
import { emptySubject, evolve, foldAnew, type LawfulFact, type SubjectState } from '../procurement/decider.ts'
import { effectiveHistory } from '../procurement/effective-history.ts'
import type { Role, StatedEventType } from '../procurement/lifecycle.ts'
import { isOwnFlag } from '../procurement/own-flag.ts'
import type { PersonalPart, RecordedFact } from '../procurement/step.ts'
import type { LawfulOf } from '../procurement/steps.ts'
import type { Addressed } from './subject.ts'

/**
 * All that deciding needs of a stream, folded from its events. Owned by one place and mutated in place: copying a
 * project of a thousand bids for every bid would cost more than everything else.
 */
export interface StreamState {
  subject: SubjectState
  end: StreamEnd
  /** The last revision that is no flag of the ledger's own; what follows it stands in nobody's way. */
  decisiveRevision: number
  position: bigint
  /** Data of the first event: the registration as it was stated, or corrected since. */
  first: { readonly [field: string]: unknown } | undefined
  /** commandId to the revision of its first event, and how many it has. */
  readonly commands: Map<string, { readonly revision: number; readonly of: number }>
  /**
   * What became of the personal part of every event, as leaves and erasures say: the parts themselves are never read.
   * Also events without one are here, so that an erasure that names nothing is told apart from one that names too much.
   */
  readonly personalParts: Map<string, PersonalPart>
}

export const emptyState = ({ kind, id }: Addressed): StreamState => ({
  subject: emptySubject(kind, id),
  end: STREAM_START,
  decisiveRevision: STREAM_START.revision,
  position: 0n,
  first: undefined,
  commands: new Map(),
  personalParts: new Map(),
})

/** Folds stored events into the state, in place. */
export function foldStored(state: StreamState, events: readonly StoredEvent[]): void {
  for (const event of events) {
    const { command, actor } = JSON.parse(event.meta)
    const data = JSON.parse(event.data)
    const fact: LawfulFact = {
      type: event.type as StatedEventType,
      data,
      occurredMs: event.occurredMs,
      role: actor.role as Role,
    }
    foldFact(state, fact)
    endWith(state, event, fact)
    state.position = event.position
    if (command?.index === 0) state.commands.set(command.id, { revision: event.revision, of: command.of })
  }
}

export function foldFact(state: StreamState, fact: LawfulFact): void {
  state.first ??= fact.data as { readonly [field: string]: unknown }
  evolve(state.subject, fact)
  foldErasure(state, fact)
}

/** Folds anew what corrections change, over the whole past; all else is folded from the events as they were recorded. */
export function foldPast(state: StreamState, past: readonly RecordedFact[]): void {
  state.subject = foldAnew(state.subject, past)
  state.first = effectiveHistory(past)[0]?.data as StreamState['first']
}

/** The stream now ends with this event, which states this fact. */
export function endWith(state: StreamState, event: SealedEvent, fact: LawfulFact): void {
  state.end = event
  if (!isOwnFlag(fact)) state.decisiveRevision = event.revision
  state.personalParts.set(event.eventId, commitsToPersonal(event.leaf) ? 'kept' : 'none')
}

/**
 * Whether the stream stands at that revision for whoever decided on it: a flag that the ledger raised or resolved since
 * is none of theirs, and does not make their command fail.
 */
export const isExpected = ({ end, decisiveRevision }: StreamState, revision: number): boolean =>
  revision >= decisiveRevision && revision <= end.revision

export function foldErasure({ personalParts }: StreamState, fact: LawfulFact): void {
  const target = targetOf(fact)
  if (target !== undefined) personalParts.set(target, 'erased')
}

/** The event that an erasure names; undefined for any other fact. */
export const targetOf = ({ type, data }: LawfulFact): string | undefined =>
  type === 'PersonalDataErased' ? (data as LawfulOf<'PersonalDataErased'>).target : undefined
