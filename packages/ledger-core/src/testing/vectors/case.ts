import { createHash } from 'node:crypto'
import type { FindingCode } from '../../evidence/finding.ts'

/**
 * Vectors are for verifiers in any language: JSON, hashes as base64, numbers as decimal text (a size may be beyond what
 * a double holds, and must then be refused), and a reason for each. What is expected is written down here by hand; hashes
 * are made by node:crypto and the recursions of RFC 9162, not by the code under test.
 */
export interface VectorFile<Case extends { readonly why: string }> {
  readonly about: string
  readonly cases: readonly Case[]
}

/** What a verifier says: it stands, or the code of the first thing that is wrong. */
export type Outcome = 'stands' | FindingCode

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const digestOf = (...parts: readonly (Uint8Array | string)[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
