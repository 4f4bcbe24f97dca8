// RFC 4648 section 4, with padding. btoa is the platform's, on Node and in browsers alike.

import { HASH_BYTES } from './tree-hash.ts'

export const encodeBase64 = (bytes: Uint8Array): string => btoa(latin1(bytes))

/**
 * The bytes of a text that is base64 to the letter; undefined for any other. One value has one spelling: atob would skip
 * white space, do without padding, and ignore bits that belong to no byte.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let held = 0
  let written = 0
  for (let at = 0; at < text.length - padding; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? NO_DIGIT
    if (value === NO_DIGIT) return undefined
    bits = ((bits << 6) | value) & 0xfff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[written++] = bits >> held
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined
}

/** The 32 bytes of a hash; 31 and 33 bytes have 44 characters too. */
export function decodeHash(text: string): Uint8Array | undefined {
  const bytes = text.length === HASH_CHARS ? decodeBase64(text) : undefined
  return bytes?.length === HASH_BYTES ? bytes : undefined
}

const HASH_CHARS = 44

const NO_DIGIT = 64

/** What each character stands for. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  VALUES[digit.charCodeAt(0)] = value

/** A call takes this many arguments without trouble on every engine. */
const CHARS_PER_CALL = 4096

function latin1(bytes: Uint8Array): string {
  if (bytes.length <= CHARS_PER_CALL) return String.fromCharCode.apply(null, bytes as unknown as number[])
  let text = ''
  for (let at = 0; at < bytes.length; at += CHARS_PER_CALL) text += latin1(bytes.subarray(at, at + CHARS_PER_CALL))
  return text
}
