/**
 * SHA-256 as an argument: `node:crypto` on Node, a well-kept library in a browser. It MUST answer with 32 bytes in an
 * array of their own, at once, and MUST NOT keep or change what it is given.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export const HASH_BYTES = 32

/** SHA-256 of the empty string in base64: the root of a tree without leaves (RFC 9162 2.1.1), and `prev` of revision 0. */
export const EMPTY_HASH_BASE64 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

export const emptyRoot = (sha256: Sha256): Uint8Array => sha256(new Uint8Array(0))

// RFC 9162 2.1.1: a leaf is hashed with the prefix 0x00, so that no leaf can pass for a node.
export const hashLeafText = (sha256: Sha256, leaf: string): Uint8Array => hashText(sha256, LEAF_PREFIX, leaf)

// RFC 9162 2.1.1: a node is hashed with the prefix 0x01.
export function hashNode(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  node.set(left, 1)
  node.set(right, 1 + HASH_BYTES)
  return sha256(node)
}

/** SHA-256 of bytes and, after them, a text as UTF-8. The text must be well-formed: half a pair has no UTF-8. */
export function hashText(sha256: Sha256, before: Uint8Array, text: string): Uint8Array {
  // Three bytes of UTF-8 at most for a UTF-16 unit.
  const most = before.length + text.length * 3
  if (most > joined.length) joined = new Uint8Array(most)
  joined.set(before)
  const { written } = utf8.encodeInto(text, joined.subarray(before.length))
  return sha256(joined.subarray(0, before.length + written))
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

const LEAF_PREFIX = Uint8Array.of(0)
const utf8 = new TextEncoder()

/** Both are filled and hashed without a pause in between, so one of each is enough. */
const node = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)
let joined = new Uint8Array(64 * 1024)
