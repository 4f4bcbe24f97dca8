import { type OpenedCheckpoint, openCheckpoint, printCheckpoint } from '../evidence/checkpoint.ts'
import { sha256 } from '../evidence/digest.ts'
import { rootOfEdge, type TreeEdge } from '../evidence/growing-tiles.ts'
import { signNote } from '../evidence/signed-note.ts'
import { printVerifierKey } from '../evidence/verifier-key.ts'
import { Fault, messageOf } from '../kernel/fault.ts'
import { verifyEd25519 } from './files/ed25519.ts'
import type { NotarizedLedger } from './notary.ts'
import type { Signer } from './signer.ts'

/** The keys of a log: they sign its checkpoints and open them again, and the log says which they are. */
export class LogKeys {
  readonly #ledger: NotarizedLedger
  readonly #signers: readonly Signer[]
  readonly #stated = new Set<string>()

  /** @throws Fault KEY_INVALID for a key under another name than the ledger's */
  constructor(ledger: NotarizedLedger, signers: readonly Signer[]) {
    assertOwnKeys(ledger, signers)
    this.#ledger = ledger
    this.#signers = signers
  }

  get verifierKeys(): readonly string[] {
    return this.#signers.map(printVerifierKey)
  }

  /** The signed note over a tree. @throws Fault SIGNING_FAILED */
  async sign(edge: TreeEdge): Promise<string> {
    const { origin } = this.#ledger.identity
    const text = printCheckpoint({ origin, size: edge.size, root: rootOfEdge(sha256, edge) })
    try {
      const note = await signNote(text, this.#signers)
      // A signer may be a service: what it gave is not shown before it is known to stand.
      this.open(note)
      return note
    } catch (error) {
      throw new Fault('SIGNING_FAILED', `${origin} was not signed: ${messageOf(error)}`, error)
    }
  }

  /**
   * A checkpoint of this log under one of these keys.
   *
   * @throws Fault EVIDENCE_OF_ANOTHER_LEDGER, CHECKPOINT_UNTRUSTED, or EVIDENCE_FAILED for what is no checkpoint
   */
  open(note: string): OpenedCheckpoint {
    const { origin } = this.#ledger.identity
    const opened = openCheckpoint(note, { origin, keys: this.#signers, verifyEd25519 })
    if (opened.ok) return opened.value
    const { code, verdict, message } = opened.finding
    if (code === 'ORIGIN_DIFFERS')
      throw new Fault('EVIDENCE_OF_ANOTHER_LEDGER', `${message}; check which ledger and which folder belong together`)
    if (verdict !== 'unsigned') throw new Fault('EVIDENCE_FAILED', `${message}; restore the checkpoint`)
    throw new Fault(
      'CHECKPOINT_UNTRUSTED',
      `${message}; the given keys are ${this.verifierKeys.join(', ')}; give the key that signed it too`,
    )
  }

  /** Behind the first signature, so that a log which names a key was signed with it. The first signer comes last. */
  async state(size: number): Promise<void> {
    for (const key of this.verifierKeys.toReversed()) {
      if (this.#stated.has(key)) continue
      await this.#ledger.keys.state(key, size)
      this.#stated.add(key)
    }
  }
}

function assertOwnKeys({ identity: { origin } }: NotarizedLedger, signers: readonly Signer[]): void {
  const stranger = signers.find(({ name }) => name !== origin)
  if (stranger === undefined) return
  throw new Fault(
    'KEY_INVALID',
    `the key signs for ${stranger.name}, and this ledger is ${origin}, as its first event says; make a key for it ` +
      `with keygen --origin ${origin}`,
  )
}
