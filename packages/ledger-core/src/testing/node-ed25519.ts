import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { sha256 } from '../evidence/digest.ts'
import type { NoteSigner } from '../evidence/signed-note.ts'
import { keyIdOf } from '../evidence/verifier-key.ts'

// RFC 8410: the bytes that stand before an Ed25519 key in SPKI and in PKCS#8.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Ed25519 of node:crypto, in the shape that the verifier takes. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  return verify(null, message, key, signature)
}

/** A signer whose key is the SHA-256 of a phrase, the same at every run. For tests: anybody can sign with it. */
export function signerOf(name: string, phrase = name): NoteSigner {
  const seed = sha256(`not a secret: ${phrase}`)
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const publicKey = new Uint8Array(spki.subarray(SPKI.length))
  return {
    name,
    id: keyIdOf(sha256, name, publicKey),
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}
