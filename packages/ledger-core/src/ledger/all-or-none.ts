import { enableMapSet, Immer } from 'immer'
import type { Refusal } from '../kernel/refusal.ts'
import { evolve, type SubjectState } from '../procurement/decider.ts'
import { judge } from '../procurement/judging.ts'
import type { RecordedFact } from '../procurement/step.ts'
import type { ParsedFact } from './command.ts'
import { type JudgedAll, judgeCorrecting, refusalOfCorrecting } from './correcting.ts'
import { refusedFact } from './refused-fact.ts'
import { foldErasure, foldFact, type StreamState, targetOf } from './stream-state.ts'

enableMapSet()
// Frozen states could not be folded in place afterwards; nobody outside ever holds one.
const trial = new Immer({ autoFreeze: false })

/** All facts stand and are folded into the state, or it stays as it was. */
export function judgeAll(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[] | undefined,
): JudgedAll {
  if (past !== undefined) return judgeCorrecting(state, facts, nowMs, past)
  return facts.length === 1 ? judgeInPlace(state, facts, nowMs) : judgeAllOrNone(state, facts, nowMs)
}

/** The refusal that `judgeAll` would give; the state stays as it is. */
export function refusalOf(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[] | undefined,
): Refusal | undefined {
  if (past !== undefined) return refusalOfCorrecting(state, facts, nowMs, past)
  const copy = { ...state, personalParts: new Map(state.personalParts) }
  const judged = judgeAllOrNone(copy, facts, nowMs)
  return 'refusal' in judged ? judged.refusal : undefined
}

/** One fact: judged, then folded into the state itself. */
function judgeInPlace(state: StreamState, [fact]: readonly ParsedFact[], nowMs: number): JudgedAll {
  const personalPartOf = (eventId: string) => state.personalParts.get(eventId)
  const judged = judge(state.subject, { ...(fact as ParsedFact), personalPartOf }, nowMs)
  if ('refusal' in judged) return judged
  foldFact(state, fact as ParsedFact)
  return { findings: [judged.findings] }
}

/** Several facts: each judged on a draft that already holds those before it; the draft becomes the state only if all stand. */
function judgeAllOrNone(state: StreamState, facts: readonly ParsedFact[], nowMs: number): JudgedAll {
  const draft = trial.createDraft(state.subject) as SubjectState
  const findings: (readonly Refusal[])[] = []
  const erased = new Set<string>()
  const personalPartOf = (eventId: string) => (erased.has(eventId) ? 'erased' : state.personalParts.get(eventId))
  for (const [index, fact] of facts.entries()) {
    const judged = judge(draft, { ...fact, personalPartOf }, nowMs)
    if ('refusal' in judged) return { refusal: refusedFact(facts, index, judged.refusal) }
    findings.push(judged.findings)
    evolve(draft, fact)
    const target = targetOf(fact)
    if (target !== undefined) erased.add(target)
  }
  state.subject = trial.finishDraft(draft) as SubjectState
  for (const fact of facts) foldErasure(state, fact)
  state.first ??= facts[0]?.data as StreamState['first']
  return { findings }
}
