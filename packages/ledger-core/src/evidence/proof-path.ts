import { BrokenInvariant } from '../kernel/fault.ts'
import { isTreeSize, splitOf } from './tree-size.ts'

/** The leaves from `start` up to, not including, `end`. Its hash is that of the tree over them alone. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/**
 * Which subtrees prove that the leaf at `index` is in the tree of `size` leaves, from its sibling up to the root's
 * child. Source: RFC 9162 2.1.3.1.
 *
 * @throws BrokenInvariant for an index outside the tree; judge what a caller sent before
 */
export function inclusionPath(index: number, size: number): readonly LeafRange[] {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size)
    throw new BrokenInvariant(`a tree of ${size} leaves has no index ${index}`)
  return inclusionIn(index, { start: 0, end: size })
}

/**
 * Which subtrees prove that the tree of `to` leaves begins with the tree of `from` leaves. None where there is nothing
 * to prove: from the empty tree, and from a tree to itself. Source: RFC 9162 2.1.4.1.
 *
 * @throws BrokenInvariant for sizes that are none, or a `from` beyond `to`
 */
export function consistencyPath(from: number, to: number): readonly LeafRange[] {
  if (!isTreeSize(from) || !isTreeSize(to) || from > to)
    throw new BrokenInvariant(`no tree of ${to} leaves begins with one of ${from}`)
  if (from === 0 || from === to) return []
  return subtreePath({ start: 0, end: from }, { start: 0, end: to })
}

export function inclusionIn(index: number, { start, end }: LeafRange): LeafRange[] {
  if (end - start === 1) return []
  const middle = start + splitOf(end - start)
  const left = { start, end: middle }
  const right = { start: middle, end }
  return index < middle ? [...inclusionIn(index, left), right] : [...inclusionIn(index, right), left]
}

/** SUBPROOF of RFC 9162 2.1.4.1, for a subtree anywhere: `isKnown` while its hash is the one that the verifier holds. */
export function subtreePath(subtree: LeafRange, { start, end }: LeafRange, isKnown = true): LeafRange[] {
  if (subtree.start === start && subtree.end === end) return isKnown ? [] : [subtree]
  const middle = start + splitOf(end - start)
  const left = { start, end: middle }
  const right = { start: middle, end }
  if (subtree.end <= middle) return [...subtreePath(subtree, left, isKnown), right]
  if (subtree.start >= middle) return [...subtreePath(subtree, right, isKnown), left]
  return [...subtreePath({ start: middle, end: subtree.end }, right, false), left]
}
