import { emptyRoot, hashNode, type Sha256 } from './tree-hash.ts'
import { half, isEven } from './tree-size.ts'

/**
 * A tree that only grows, in the memory of at most 53 hashes: those of its perfect subtrees from left to right, one for
 * each bit of the size. Feed it a log of any length and ask for the root at any moment.
 */
export interface CompactRange {
  readonly size: number
  append(leafHash: Uint8Array): void
  root(): Uint8Array
}

/** Told of each perfect subtree as it comes to be: how high it is, from 1 for two leaves, and its hash. */
export type OnSubtree = (height: number, hash: Uint8Array) => void

export function startCompactRange(sha256: Sha256, onSubtree?: OnSubtree): CompactRange {
  const subtrees: Uint8Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    append(leafHash) {
      let hash = leafHash
      let height = 0
      // Each trailing one of the size is a subtree as high as what was just made: the two become one.
      for (let rest = size; !isEven(rest); rest = half(rest)) {
        hash = hashNode(sha256, subtrees.pop() as Uint8Array, hash)
        onSubtree?.(++height, hash)
      }
      subtrees.push(hash)
      size++
    },
    root: () => foldSubtrees(sha256, subtrees) ?? emptyRoot(sha256),
  }
}

/** The hash of a list whose perfect subtrees, from left to right, have these hashes; undefined for none. */
export const foldSubtrees = (sha256: Sha256, subtrees: readonly Uint8Array[]): Uint8Array | undefined =>
  subtrees.reduceRight<Uint8Array | undefined>(
    (right, left) => (right === undefined ? left : hashNode(sha256, left, right)),
    undefined,
  )

/** RFC 9162 2.1.1: the root over a list of leaf hashes. */
export function rootOf(sha256: Sha256, leafHashes: Iterable<Uint8Array>): Uint8Array {
  const range = startCompactRange(sha256)
  for (const hash of leafHashes) range.append(hash)
  return range.root()
}
