import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { PUBLIC_KEY_BYTES } from '../../evidence/verifier-key.ts'

// RFC 8410 section 4: the bytes that stand before an Ed25519 public key in SPKI.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Ed25519 of node:crypto as the verifier takes it: true for a signature that stands, false for anything else. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false
  try {
    const spki = Buffer.concat([SPKI_PREFIX, publicKey])
    return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
  } catch {
    // 32 bytes that are no point of the curve.
    return false
  }
}

/** The 32 bytes of an Ed25519 key's public half. */
export const publicBytes = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length))
