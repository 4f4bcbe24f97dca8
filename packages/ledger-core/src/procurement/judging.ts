import type { Refusal } from '../kernel/refusal.ts'
import { contradictionsOf } from './contradictions.ts'
import {
  type AskedFact,
  decide,
  decideImported,
  evolve,
  foldAnew,
  isImported,
  isRestated,
  type SubjectState,
} from './decider.ts'
import { changesHistory } from './effective-history.ts'
import type { RecordedFact } from './step.ts'

/** A fact stands, with what an imported project records of the objections to it; or it is refused. */
export type Judged = { readonly refusal: Refusal } | { readonly findings: readonly Refusal[] }

/** Judges one fact on the state before it. What it makes of the facts before it is not asked here. */
export function judge(state: SubjectState, fact: AskedFact, nowMs: number): Judged {
  if (isRestated(state, fact.type)) return { findings: decideImported(state, fact, nowMs) }
  const refusal = decide(state, fact, nowMs)
  return refusal === undefined ? { findings: [] } : { refusal }
}

/** All facts of a command stand, each with its findings, and leave this state; or the one at `index` is refused. */
export type JudgedOverPast =
  | { readonly refusal: Refusal; readonly index: number }
  | { readonly findings: readonly (readonly Refusal[])[]; readonly past: readonly RecordedFact[] }

/**
 * Judges the facts of one command, some of which correct or annul what is recorded, over the whole past of the stream.
 * Corrections and annulments that stand side by side are one step: what contradicts is looked for after the last of
 * them, so that an id which several facts carry can be corrected in all of them. Whoever is refused changed nothing.
 */
export function judgeOverPast(
  subject: SubjectState,
  recorded: readonly RecordedFact[],
  facts: readonly AskedFact[],
  nowMs: number,
): JudgedOverPast {
  const findings: (readonly Refusal[])[] = []
  let state = foldAnew(subject, recorded)
  /** What was recorded before the acts that stand side by side. */
  let before = recorded
  let past = recorded
  for (const [index, fact] of facts.entries()) {
    const judged = judge(state, { ...fact, past }, nowMs)
    if ('refusal' in judged) return { refusal: judged.refusal, index }
    // No uuid: nothing can name a fact that is not recorded yet.
    past = [...past, { ...recordedOf(fact, nowMs), eventId: `fact ${index}` }]
    const next = facts[index + 1]
    if (!changesHistory(fact.type)) {
      evolve(state, fact)
      before = past
      findings.push(judged.findings)
    } else if (next !== undefined && changesHistory(next.type)) {
      findings.push([])
    } else {
      const contradictions = contradictionsOf(subject, before, past)
      const [first] = contradictions
      if (first !== undefined && !isImported(state)) return { refusal: first, index }
      findings.push(contradictions)
      state = foldAnew(subject, past)
      before = past
    }
  }
  return { findings, past }
}

const recordedOf = ({ type, data, occurredMs, role, actorId }: AskedFact, recordedMs: number) => ({
  ...{ type, data, occurredMs, role, actorId, recordedMs },
})
