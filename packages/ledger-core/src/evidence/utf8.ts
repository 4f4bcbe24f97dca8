export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The text of bytes that are UTF-8 to the last; undefined for any others. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark is a character like any other: dropped, it would be signed by nobody.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
