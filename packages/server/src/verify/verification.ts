import type { Finding, Verdict } from '@procurement-ledger/core/verify'

/** What `ledger verify` answers: as text, as JSON, and as an exit code. */
export interface Verification {
  readonly target: string
  readonly kind: Kind
  readonly verdict: Verdict
  readonly checkpoint?: CheckpointView | undefined
  /** Events that were checked: bytes, commitments, chain. */
  readonly events?: number
  /** Those of them that the checkpoint proves. */
  readonly proven?: number
  /** What does not hold, the first first. */
  readonly findings: readonly Finding[]
  /** Worth knowing, and sound: erasures. */
  readonly notices: readonly Finding[]
  /** Findings and notices that are not listed. */
  readonly omitted: number
  readonly checked: readonly string[]
  readonly unchecked: readonly string[]
}

/** Without what was asked for. */
export type Verified = Omit<Verification, 'target' | 'kind'>

export type Kind = 'store' | 'folder' | 'bundle' | 'url' | 'unknown'

export interface CheckpointView {
  readonly origin: string
  readonly size: number
  /** base64. */
  readonly root: string
  /** `<name>+<id>` of the given keys that signed it. */
  readonly signedBy: readonly string[]
}

/** Exit codes: part of the contract. 2 is wrong usage. docs/verifying.md has the same table. */
export const EXITS: { readonly [verdict in Verdict]: number } = {
  sound: 0,
  altered: 1,
  missing: 3,
  forked: 4,
  unsigned: 5,
  unreadable: 6,
}

/** What an auditor gives beside the thing to verify. */
export interface Given {
  /** Verifier keys; without one no signature is believed. */
  readonly keys: readonly string[]
  /** The note of a checkpoint that was kept. */
  readonly since?: Uint8Array | undefined
  /** Where the evidence of a store lies; default: beside it. */
  readonly evidence?: string | undefined
  /** Projects whose bundles are fetched and verified too; of a service only. */
  readonly projects?: readonly string[]
  readonly onProgress?: (done: number, of?: number) => void
}

/** Thrown where nothing more can be said: the one finding that remains. */
export class Unverifiable extends Error {
  override readonly name = 'Unverifiable'
  readonly finding: Finding

  constructor(finding: Finding) {
    super(finding.message)
    this.finding = finding
  }
}

/** The verdict is that of the first finding. */
export const verdictOf = ([first]: readonly Finding[]): Verdict => first?.verdict ?? 'sound'
