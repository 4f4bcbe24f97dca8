import type { Stamp } from './case-file.ts'

/**
 * Awards that were cancelled, or set aside by a re-evaluation because they had no contract yet.
 *
 * @param facts in the order of their record: which awards a re-evaluation meets depends on what was known by then
 */
export function voidingsOf(facts: readonly Stamp[]): ReadonlyMap<string, Stamp> {
  const voidings = new Map<string, Stamp>()
  const decided = new Set<string>()
  const contracted = new Set<string>()
  const voided = (awardId: string, by: Stamp): void => {
    if (!voidings.has(awardId)) voidings.set(awardId, by)
  }
  for (const fact of facts) {
    const awardId = fact.data.awardId
    if (fact.type === 'ReEvaluationOrdered') {
      for (const known of decided) if (!contracted.has(known)) voided(known, fact)
    }
    if (typeof awardId !== 'string') continue
    if (fact.type === 'AwardDecided') decided.add(awardId)
    if (fact.type === 'ContractSigned') contracted.add(awardId)
    if (fact.type === 'AwardCancelled') voided(awardId, fact)
  }
  return voidings
}
