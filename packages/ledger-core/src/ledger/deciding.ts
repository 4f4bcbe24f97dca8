import { seal, type Unsealed } from '../evidence/seal.ts'
import { type Issue, invalid, type Refusal, refuse } from '../kernel/refusal.ts'
import type { SealedEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import { isImported, type SubjectState } from '../procurement/decider.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { judgeAll, refusalOf } from './all-or-none.ts'
import { type Blocking, isToldOnly } from './blocking.ts'
import type { ParsedFact } from './command.ts'
import type { Completed } from './correcting.ts'
import type { Command } from './outcome.ts'
import { refusedFact } from './refused-fact.ts'
import { endWith, isExpected, type StreamState } from './stream-state.ts'
import { type Addressed, addressed } from './subject.ts'

/** What became of one command of a group, before its append. */
export type Decided =
  | { readonly refusal: Refusal }
  | { readonly repeats: number; readonly of: number }
  | { readonly sealed: readonly SealedEvent[] }

/** What it is decided by, beside the state. */
export interface Deciding {
  readonly sources: Sources
  readonly blocking: Blocking | undefined
}

/** Judges one command and, if it stands, folds it into the state and seals it. */
export function decideCommand(
  { sources, blocking }: Deciding,
  stream: string,
  state: StreamState,
  { facts, flaws = [], commandId, expectedRevision }: Command & Completed,
  past: readonly RecordedFact[] | undefined,
): Decided {
  const issues = [...flaws, ...unstatedIn(state.subject, facts)]
  if (issues.length > 0) return { refusal: invalid(issues) }

  const earlier = commandId === undefined ? undefined : state.commands.get(commandId)
  if (earlier !== undefined) return { repeats: earlier.revision, of: earlier.of }
  if (expectedRevision !== undefined && !isExpected(state, expectedRevision))
    return {
      refusal: refuse('REVISION_MISMATCH', `${stream} is at revision ${state.end.revision}, not ${expectedRevision}`),
    }

  const nowMs = sources.now()
  const broken = blocking?.brokenBy(state, addressed(stream) as Addressed, facts, nowMs) ?? []
  const [first] = broken
  const isTold = isToldOnly(state, facts)
  // What the procedure itself refuses is told first; and nothing may be folded of what a rule refuses.
  if (first !== undefined && !isTold)
    return { refusal: refusalOf(state, facts, nowMs, past) ?? refusedFact(facts, first.at, first.refusal) }
  const judged = judgeAll(state, facts, nowMs, past)
  if ('refusal' in judged) return judged
  if (commandId !== undefined) state.commands.set(commandId, { revision: state.end.revision + 1, of: facts.length })

  const { newId, newSalt } = sources
  const sealed = facts.map((fact, index) => {
    const findings = [
      ...(judged.findings[index] ?? []),
      ...broken.filter((one) => one.at === index).map(({ refusal }) => refusal),
    ]
    const event: Unsealed = {
      type: fact.type,
      schemaVersion: fact.schemaVersion,
      occurredMs: fact.occurredMs,
      data: fact.data,
      personal: fact.personal,
      meta: findings.length === 0 ? fact.meta : { ...fact.meta, findings },
      request: fact.request,
      command: commandId === undefined ? undefined : { id: commandId, index, of: facts.length },
    }
    const one = seal(stream, state.end, event, { nowMs, newId, newSalt })
    endWith(state, one, fact)
    return one
  })
  blocking?.recorded(state, facts, sealed)
  return { sealed }
}

/** The rest of the border, which only the state can judge: what is left unsaid, though the project is not imported. */
function unstatedIn(state: SubjectState, facts: readonly ParsedFact[]): readonly Issue[] {
  const isImport = state.kind === 'project' && state.phase === 'none' && facts[0]?.type === 'ProjectImported'
  return isImport || isImported(state) ? [] : facts.flatMap(({ unstated = [] }) => unstated)
}
