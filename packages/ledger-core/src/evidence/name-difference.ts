import type { FindingCode } from './finding.ts'
import { isSameHash } from './tree-hash.ts'

/** The first place at which two lists of leaf hashes differ, and what was done there. */
export interface Difference {
  readonly code: FindingCode
  /** Offset into both lists. */
  readonly at: number
  readonly message: string
}

/**
 * Compares what the tree has recorded with what the log holds, from the same index on, and names the first difference.
 * Only a difference within the first `length` leaves counts; those behind serve to tell a dropped leaf from an altered
 * one.
 */
export function nameDifference(
  recorded: readonly Uint8Array[],
  found: readonly Uint8Array[],
  length: number,
): Difference | undefined {
  const at = firstDifference(recorded, found, Math.min(length, recorded.length, found.length))
  if (at === undefined) return undefined
  const due = recorded[at] as Uint8Array
  const leaf = found[at] as Uint8Array
  const belongs = indexAfter(recorded, at, leaf)
  const stands = indexAfter(found, at, due)

  if (belongs === undefined && stands === undefined)
    return { code: 'LEAF_DIFFERS', at, message: 'the tree holds another leaf here' }
  if (belongs === undefined)
    return { code: 'LEAF_INSERTED', at, message: `the leaf that is due here stands ${stands} further on` }
  if (stands === undefined)
    return { code: 'LEAF_DROPPED', at, message: `${belongs} left out here; the leaf that is found belongs behind them` }
  if (belongs === stands)
    return {
      code: 'LEAVES_SWAPPED',
      at,
      message: `this leaf and the one ${stands} further on stand in each other’s place`,
    }
  // When everything moved up by one, it is the leaf that is due here that went away.
  return belongs === 1
    ? { code: 'LEAF_MOVED', at, message: `the leaf that is due here stands ${stands} further on` }
    : { code: 'LEAF_MOVED', at, message: `this leaf belongs ${belongs} further on` }
}

function firstDifference(a: readonly Uint8Array[], b: readonly Uint8Array[], length: number): number | undefined {
  for (let at = 0; at < length; at++) if (!isSameHash(a[at] as Uint8Array, b[at] as Uint8Array)) return at
  return undefined
}

/** How far behind `at` the hash stands. */
function indexAfter(list: readonly Uint8Array[], at: number, hash: Uint8Array): number | undefined {
  const index = list.findIndex((other, index) => index > at && isSameHash(other, hash))
  return index === -1 ? undefined : index - at
}
