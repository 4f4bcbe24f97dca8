import { BrokenInvariant } from '../kernel/fault.ts'
import { hashText, type Sha256 } from './tree-hash.ts'

/** A part as it was written: the exact text, and the salt that hides it behind its commitment. */
export interface Part {
  readonly text: string
  readonly salt: Uint8Array
}

export const SALT_BYTES = 32

export const PART_PREFIX: Uint8Array = new TextEncoder().encode('procurement-ledger/part/v1\n')

/**
 * Binds a part and hides it, as long as its salt is unknown: SHA-256( prefix || salt || bytes ). The salt has 32 bytes,
 * always: with another length a byte could pass from the salt to the part under the same commitment.
 *
 * @throws BrokenInvariant for a salt of another length
 */
export function commitTo(sha256: Sha256, { text, salt }: Part): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new BrokenInvariant(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  before.set(salt, PART_PREFIX.length)
  return hashText(sha256, before, text)
}

/** Filled and hashed without a pause in between, so one is enough. */
const before = new Uint8Array(PART_PREFIX.length + SALT_BYTES)
before.set(PART_PREFIX)
