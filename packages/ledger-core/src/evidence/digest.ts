import { hash } from 'node:crypto'

/** Parts are joined here: one call to the digest costs less than one a part. */
let joined = Buffer.allocUnsafe(64 * 1024)

/** SHA-256 of the parts one after another; texts as UTF-8. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  let most = 0
  // Three bytes of UTF-8 at most for a UTF-16 unit.
  for (const part of parts) most += typeof part === 'string' ? part.length * 3 : part.length
  if (most > joined.length) joined = Buffer.allocUnsafe(most)

  let length = 0
  for (const part of parts) {
    if (typeof part === 'string') length += joined.write(part, length)
    else {
      joined.set(part, length)
      length += part.length
    }
  }
  return new Uint8Array(hash('sha256', joined.subarray(0, length), 'buffer'))
}

/** RFC 4648 section 4, with padding: 44 characters for a hash. */
export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** The bytes of a base64 text that a schema has judged. */
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
