import { createPublicKey, verify } from 'node:crypto'

// RFC 8410: the bytes that stand before an Ed25519 key in SPKI.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Ed25519 of node:crypto, in the shape that the verifier takes: it answers, whatever it is given. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  } catch {
    // Bytes that are no point of the curve.
    return false
  }
}
