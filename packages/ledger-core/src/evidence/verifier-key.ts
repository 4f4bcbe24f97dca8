import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Judged, sound, unsound } from './finding.ts'
import type { Sha256 } from './tree-hash.ts'

/** Ed25519 as an argument. It answers true for a signature that stands, and false for anything else; it never throws. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** A public key with the name it signs under. Source: C2SP signed-note. */
export interface VerifierKey {
  readonly name: string
  /** The first four bytes of a hash over name and key, as 8 lower-case hexadecimal digits: an identifier, no proof. */
  readonly id: string
  readonly publicKey: Uint8Array
}

export const PUBLIC_KEY_BYTES = 32

/** The name of a key: not empty, no Unicode space, no plus, no control character. */
export const isKeyName = (name: string): boolean => NAME.test(name) && name.isWellFormed()

/** @example const judged = parseVerifierKey(sha256, 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k') */
export function parseVerifierKey(sha256: Sha256, text: string): Judged<VerifierKey> {
  const [, name = '', id, base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? []
  if (id === undefined || !isKeyName(name))
    return unsound('KEY_MALFORMED', 'a verifier key is <name>+<8 lower-case hexadecimal digits>+<base64>')
  const key = decodeBase64(base64)
  if (key?.[0] !== ED25519 || key.length !== 1 + PUBLIC_KEY_BYTES)
    return unsound('KEY_MALFORMED', `the key of ${name} is not Ed25519: a byte 0x01 and 32 bytes, in base64`)
  const publicKey = key.slice(1)
  const expected = keyIdOf(sha256, name, publicKey)
  if (id !== expected) return unsound('KEY_MALFORMED', `the id of ${name} is ${id}; its key has ${expected}`)
  return sound({ name, id, publicKey })
}

export const printVerifierKey = ({ name, id, publicKey }: VerifierKey): string =>
  `${name}+${id}+${encodeBase64(Uint8Array.of(ED25519, ...publicKey))}`

// C2SP signed-note: key ID = SHA-256(key name || 0x0A || 0x01 || 32-byte Ed25519 public key)[:4]
export function keyIdOf(sha256: Sha256, name: string, publicKey: Uint8Array): string {
  const hash = sha256(Uint8Array.of(...new TextEncoder().encode(`${name}\n`), ED25519, ...publicKey))
  return hexOf(hash.subarray(0, 4))
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** C2SP's identifier of the signature type. */
const ED25519 = 0x01

const NAME = /^[^\p{White_Space}\p{Cc}+]+$/u
