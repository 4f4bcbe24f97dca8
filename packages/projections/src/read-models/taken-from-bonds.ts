import type { BondMovement, ProjectHistory } from './project-history.ts'

/** In minor units. */
export interface Taken {
  readonly takenMinor: bigint
  /** What the bond holds after it. */
  readonly heldMinor: bigint
}

const NOTHING: ReadonlyMap<BondMovement, Taken> = new Map()

/**
 * What each movement took from its bond. A lawful one takes its amount; one of an imported history that moves more than
 * was lodged, or other money, takes what is left, and no bond ever holds less than nothing.
 */
export function takenFromBonds({ bonds, movements }: ProjectHistory): ReadonlyMap<BondMovement, Taken> {
  if (movements.length === 0) return NOTHING
  const held = new Map([...bonds].map(([bondId, { amountMinor }]) => [bondId, amountMinor]))
  const taken = new Map<BondMovement, Taken>()
  // As they occurred, so that what is held is right at the end of any day.
  for (const movement of movements.toSorted((a, b) => a.occurredOn - b.occurredOn)) {
    const { bondId, currency, amountMinor } = movement
    const before = held.get(bondId) ?? 0n
    const left = bonds.get(bondId)?.currency === currency ? before : 0n
    const takenMinor = amountMinor < left ? amountMinor : left
    const heldMinor = before - takenMinor
    held.set(bondId, heldMinor)
    taken.set(movement, { takenMinor, heldMinor })
  }
  return taken
}
