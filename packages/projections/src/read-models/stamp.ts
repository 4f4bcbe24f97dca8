/** Which event, and when: as an instant, and as a civil day of the venue (days since 1970-01-01). */
export interface Stamp {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
}

/**
 * The first of two: the one that occurred earlier, not the one that was recorded earlier. Facts are folded by position,
 * so of two at the same instant the one that is there already stands.
 */
export const first = <S extends Stamp>(known: S | undefined, next: S): S =>
  known === undefined || next.occurredMs < known.occurredMs ? next : known

/** Keeps the first of each id. */
export function keepFirst<S extends Stamp>(map: Map<string, S>, id: string, next: S): void {
  const known = map.get(id)
  if (known === undefined || next.occurredMs < known.occurredMs) map.set(id, next)
}
