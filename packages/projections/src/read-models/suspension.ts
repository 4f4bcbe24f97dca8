import type { Stamp } from './stamp.ts'

/** One statement that the procedure is suspended, or goes on. */
export interface SuspensionFact extends Stamp {
  readonly kind: 'suspended' | 'resumed'
  readonly cause: string
  readonly causeRef: string | undefined
}

/** Civil days from `fromOn` up to, not including, `untilOn`. */
export interface Span {
  readonly fromOn: number
  readonly untilOn: number
}

/**
 * The spans during which the procedure stood still, disjoint and in order.
 *
 * A suspension covers the civil days from its own day up to, not including, the day on which it is resumed; so one that
 * is resumed on its own day covers none, and days of work plus days of suspension are the days of the interval. A
 * resumption ends the suspensions with its cause and reference; if there is none, all that are open. What is never
 * resumed has no end. Overlaps are merged, so that a day counts once. Statements are taken as they occurred, not as
 * they were recorded.
 */
export function suspensionSpans(facts: readonly SuspensionFact[]): readonly Span[] {
  if (facts.length === 0) return []
  const spans: Span[] = []
  let open: SuspensionFact[] = []
  // The sort is stable, so facts of the same instant stay in the order of their positions.
  for (const fact of facts.toSorted((a, b) => a.occurredMs - b.occurredMs)) {
    if (fact.kind === 'suspended') {
      open.push(fact)
      continue
    }
    const named = open.filter((one) => one.cause === fact.cause && one.causeRef === fact.causeRef)
    const ended = named.length > 0 ? named : open
    for (const { occurredOn } of ended) spans.push({ fromOn: occurredOn, untilOn: fact.occurredOn })
    open = open.filter((one) => !ended.includes(one))
  }
  for (const { occurredOn } of open) spans.push({ fromOn: occurredOn, untilOn: Number.POSITIVE_INFINITY })
  return merged(spans)
}

/** How many civil days of suspension lie in the days from `startOn` up to, not including, `endOn`. */
export function suspendedDays(spans: readonly Span[], startOn: number, endOn: number): number {
  let days = 0
  for (const { fromOn, untilOn } of spans) days += Math.max(0, Math.min(untilOn, endOn) - Math.max(fromOn, startOn))
  return days
}

function merged(spans: readonly Span[]): readonly Span[] {
  const disjoint: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromOn - b.fromOn)) {
    const last = disjoint.at(-1)
    if (last === undefined || last.untilOn < span.fromOn) disjoint.push(span)
    else disjoint[disjoint.length - 1] = { fromOn: last.fromOn, untilOn: Math.max(last.untilOn, span.untilOn) }
  }
  return disjoint
}
