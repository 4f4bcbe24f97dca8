import { encodeBase64 } from './base64.ts'
import { EMPTY_HASH_BASE64, HASH_BYTES, hashNode, isSameHash, type Sha256 } from './tree-hash.ts'
import { half, isEven, isTreeSize, MAX_PATH_HASHES } from './tree-size.ts'

export interface Inclusion {
  readonly leafHash: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  /** From the leaf's sibling up to the root's child. */
  readonly path: readonly Uint8Array[]
}

/** Whether the path leads from the leaf at this index to the root. Source: RFC 9162 2.1.3.2. */
export function verifyInclusion(sha256: Sha256, { leafHash, index, size, root, path }: Inclusion): boolean {
  // Index, size and path come from the prover: nothing is computed with them before they are judged.
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size) return false
  if (leafHash.length !== HASH_BYTES || !isPath(path)) return false

  let fn = index
  let sn = size - 1
  let hash = leafHash
  for (const sibling of path) {
    if (sn === 0) return false
    if (isEven(fn) && fn !== sn) hash = hashNode(sha256, hash, sibling)
    else {
      hash = hashNode(sha256, sibling, hash)
      while (isEven(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && isSameHash(hash, root)
}

export interface Consistency {
  readonly from: number
  readonly fromRoot: Uint8Array
  readonly to: number
  readonly toRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}

/**
 * Whether the newer tree begins with the older one. The empty tree begins every other, with an empty path, as a C2SP
 * witness has it. Source: RFC 9162 2.1.4.2.
 */
export function verifyConsistency(sha256: Sha256, { from, fromRoot, to, toRoot, path }: Consistency): boolean {
  // Sizes and path come from the prover: nothing is computed with them before they are judged.
  if (!isTreeSize(from) || !isTreeSize(to) || from > to || !isPath(path)) return false
  if (from === 0 && encodeBase64(fromRoot) !== EMPTY_HASH_BASE64) return false
  if (from === to) return path.length === 0 && isSameHash(fromRoot, toRoot)
  if (fromRoot.length !== HASH_BYTES || toRoot.length !== HASH_BYTES) return false
  if (from === 0) return path.length === 0
  if (path.length === 0) return false

  let fn = from - 1
  let sn = to - 1
  while (!isEven(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  // An older tree that is a perfect subtree of the newer is where the path begins; the verifier has its root already.
  const [first, ...rest] = fn === 0 ? [fromRoot, ...path] : path
  let older = first as Uint8Array
  let newer = older
  for (const sibling of rest) {
    if (sn === 0) return false
    if (isEven(fn) && fn !== sn) newer = hashNode(sha256, newer, sibling)
    else {
      older = hashNode(sha256, sibling, older)
      newer = hashNode(sha256, sibling, newer)
      while (isEven(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && isSameHash(older, fromRoot) && isSameHash(newer, toRoot)
}

const isPath = (path: readonly Uint8Array[]): boolean =>
  path.length <= MAX_PATH_HASHES && path.every((hash) => hash.length === HASH_BYTES)
