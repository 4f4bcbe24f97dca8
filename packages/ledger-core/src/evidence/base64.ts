// RFC 4648 section 4, with padding. btoa and atob are the platform's, on Node and in browsers alike.

import { HASH_BYTES } from './tree-hash.ts'

export const encodeBase64 = (bytes: Uint8Array): string => btoa(latin1(bytes))

/**
 * The bytes of a text that is base64 to the letter; undefined for any other. One value has one spelling: atob alone
 * would skip white space, do without padding, and ignore bits that belong to no byte.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined
  const binary = atob(text)
  if (btoa(binary) !== text) return undefined
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}

/** The 32 bytes of a hash; 31 and 33 bytes have 44 characters too. */
export function decodeHash(text: string): Uint8Array | undefined {
  const bytes = text.length === HASH_CHARS ? decodeBase64(text) : undefined
  return bytes?.length === HASH_BYTES ? bytes : undefined
}

const HASH_CHARS = 44

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A call takes this many arguments without trouble on every engine. */
const CHARS_PER_CALL = 4096

function latin1(bytes: Uint8Array): string {
  if (bytes.length <= CHARS_PER_CALL) return String.fromCharCode.apply(null, bytes as unknown as number[])
  let text = ''
  for (let at = 0; at < bytes.length; at += CHARS_PER_CALL) text += latin1(bytes.subarray(at, at + CHARS_PER_CALL))
  return text
}
