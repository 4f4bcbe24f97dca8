import type { Stamp } from './case-file.ts'

/** A time during which the procedure is suspended: from the one fact up to the other, or still. */
export interface Stretch {
  readonly from: Stamp
  readonly until: Stamp | undefined
}

/** An end of the project ends its suspension too, as in the state of the core. */
const ENDS: readonly string[] = ['ProcedureResumed', 'TenderFailed', 'ProjectCancelled', 'ProjectClosed']

/** @param facts in the order in which they occurred */
export function suspensionsOf(facts: readonly Stamp[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  let from: Stamp | undefined
  for (const fact of facts) {
    if (fact.type === 'ProcedureSuspended') from ??= fact
    if (from === undefined || !ENDS.includes(fact.type)) continue
    stretches.push({ from, until: fact })
    from = undefined
  }
  if (from !== undefined) stretches.push({ from, until: undefined })
  return stretches
}

/** Whether one suspension lasts from the one instant to the other. */
export const isCovered = (stretches: readonly Stretch[], fromMs: number, untilMs: number): boolean =>
  stretches.some(({ from, until }) => from.ms <= fromMs && (until === undefined || until.ms >= untilMs))
