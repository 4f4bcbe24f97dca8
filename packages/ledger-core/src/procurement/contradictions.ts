import { type Refusal, refuse } from '../kernel/refusal.ts'
import { emptyAgain, evolve, findObjections, type SubjectState } from './decider.ts'
import { effectiveHistory, isActOnRecord } from './effective-history.ts'
import { isOwnFlag } from './own-flag.ts'
import type { RecordedFact } from './step.ts'

/** The most facts that are named one by one; what is recorded with an event stays small. */
const MAX_NAMED = 10

/**
 * The facts that stand in both histories and would be refused in the second only: each is judged again as it was judged
 * when it was recorded, by its own role and with its own recordedAt as the clock, over what stands before it. So a fact
 * that was recorded under another law, or with findings, contradicts only where it is objected to for something new.
 */
export function contradictionsOf(
  subject: SubjectState,
  before: readonly RecordedFact[],
  after: readonly RecordedFact[],
): readonly Refusal[] {
  const known = objectionsIn(subject, before)
  const found = [...objectionsIn(subject, after)].flatMap(([revision, objections]) => {
    const old = known.get(revision)
    const fresh = objections.find(({ code }) => !old?.some((objection) => objection.code === code))
    if (fresh === undefined) return []
    const name = `${after[revision]?.type}, revision ${revision},`
    return [refuse('CORRECTION_CONTRADICTS', `${name} would be refused as ${fresh.code}: ${fresh.message}`)]
  })
  if (found.length <= MAX_NAMED) return found
  const rest = refuse('CORRECTION_CONTRADICTS', `${found.length - MAX_NAMED} more facts would be refused`)
  return [...found.slice(0, MAX_NAMED), rest]
}

/** What is objected to each fact that stands, by its revision. */
function objectionsIn(subject: SubjectState, past: readonly RecordedFact[]): ReadonlyMap<number, readonly Refusal[]> {
  const state = emptyAgain(subject)
  const objections = new Map<number, readonly Refusal[]>()
  const revisions = new Map(past.map(({ eventId }, revision) => [eventId, revision]))
  for (const fact of effectiveHistory(past)) {
    if (isActOnRecord(fact.type)) continue
    const revision = revisions.get(fact.eventId) as number
    // Of earlier events only that they were there is asked; what is annulled was there, too.
    const personalPartOf = (eventId: string) => ((revisions.get(eventId) ?? revision) < revision ? 'none' : undefined)
    // What the ledger flagged goes with what it rested on, and keeps nobody from annulling that.
    if (!isOwnFlag(fact))
      objections.set(revision, [...findObjections(state, { ...fact, personalPartOf }, fact.recordedMs)])
    evolve(state, fact)
  }
  return objections
}
