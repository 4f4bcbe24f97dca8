/** The greatest size and the greatest index that this software handles: beyond it numbers skip. */
export const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER

/** No path is longer: of a tree 53 high an inclusion path has one hash for each level, a consistency path one more. */
export const MAX_PATH_HASHES = 54

/** A count of leaves, or the index of one: what came from elsewhere passes here before any arithmetic. */
export const isTreeSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0

/** ASCII decimal without leading zeros, up to 2^53 - 1; undefined for anything else. */
export function parseTreeSize(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined
  const size = Number(text)
  return isTreeSize(size) ? size : undefined
}

// Sizes have 53 bits and JavaScript's shifts 32: halves are divisions, which are exact below 2^53.
export const half = (n: number): number => Math.floor(n / 2)
export const isEven = (n: number): boolean => n % 2 === 0

/** The greatest power of two that is less than `n`, for n > 1: where RFC 9162 2.1.1 splits a list. */
export function splitOf(n: number): number {
  let power = 2 ** Math.floor(Math.log2(n))
  // Math.log2 rounds near 2^53; two comparisons make it exact.
  if (power >= n) power /= 2
  else if (power * 2 < n) power *= 2
  return power
}
