import type { Issue, Refusal } from '../kernel/refusal.ts'
import { changesHistory } from '../procurement/effective-history.ts'
import { type JudgedOverPast, judgeOverPast } from '../procurement/judging.ts'
import type { PersonalPart, RecordedFact } from '../procurement/step.ts'
import type { ParsedFact } from './command.ts'
import { completeCorrection } from './corrected-data.ts'
import { refusedFact } from './refused-fact.ts'
import { foldErasure, foldPast, type StreamState, targetOf } from './stream-state.ts'

/** The findings of each fact of a command, or the refusal of all of them. */
export type JudgedAll = { readonly refusal: Refusal } | { readonly findings: readonly (readonly Refusal[])[] }

/** Whether the command corrects or annuls, and so is judged over the whole past of its stream. */
export const correctsPast = (facts: readonly ParsedFact[]): boolean => facts.some(({ type }) => changesHistory(type))

/** The facts of a command as far as their shape is right. */
export interface Completed {
  readonly facts: readonly ParsedFact[]
  /** What is wrong with corrected data. */
  readonly flaws?: readonly Issue[]
}

/** The border of corrections, whose data have the shape of what they correct. */
export function complete(facts: readonly ParsedFact[], past: readonly RecordedFact[]): Completed {
  const completed = facts.map((fact) => completeCorrection(fact, past))
  const flaws = completed.flatMap((one) => ('issues' in one ? one.issues : []))
  return flaws.length > 0 ? { facts, flaws } : { facts: completed as readonly ParsedFact[] }
}

/** All facts stand, and the state is folded anew over the past and them; or it stays as it was. */
export function judgeCorrecting(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[],
): JudgedAll {
  const judged = judgeOnPast(state, facts, nowMs, past)
  if ('refusal' in judged) return { refusal: refusedFact(facts, judged.index, judged.refusal) }
  foldPast(state, judged.past)
  for (const fact of facts) foldErasure(state, fact)
  return { findings: judged.findings }
}

function judgeOnPast(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[],
): JudgedOverPast {
  const asked = facts.map((fact, index) => {
    const erased = facts.slice(0, index).map(targetOf)
    const personalPartOf = (eventId: string): PersonalPart | undefined =>
      erased.includes(eventId) ? 'erased' : state.personalParts.get(eventId)
    return { ...fact, personalPartOf }
  })
  return judgeOverPast(state.subject, past, asked, nowMs)
}

/** The refusal that `judgeCorrecting` would give; nothing is folded. */
export function refusalOfCorrecting(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[],
): Refusal | undefined {
  const judged = judgeOnPast(state, facts, nowMs, past)
  return 'refusal' in judged ? refusedFact(facts, judged.index, judged.refusal) : undefined
}
