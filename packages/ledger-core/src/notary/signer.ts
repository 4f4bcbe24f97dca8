import type { NoteSigner } from '../evidence/signed-note.ts'

/**
 * Signs checkpoints. It is its own verifier key (name, id and public key), and the private half stays behind `sign`:
 * a file, a hardware token, a service. `sign` MUST be Ed25519 over just these bytes; it may throw, and is asked again.
 */
export type Signer = NoteSigner
