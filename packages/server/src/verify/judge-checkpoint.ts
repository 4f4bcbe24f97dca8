import { sha256, verifyEd25519 } from '@procurement-ledger/core/notary'
import {
  type Checkpoint,
  encodeBase64,
  type Finding,
  finding,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  type VerifierKey,
} from '@procurement-ledger/core/verify'
import { type CheckpointView, type Given, Unverifiable } from './verification.ts'

/** A checkpoint as far as it may be believed. */
export interface JudgedCheckpoint extends Checkpoint {
  readonly view: CheckpointView
}

/** Keys as the auditor gave them; the caller has judged their form. */
export const keysOf = (texts: readonly string[]): readonly VerifierKey[] =>
  texts.flatMap((text) => {
    const judged = parseVerifierKey(sha256, text.trim())
    return judged.ok ? [judged.value] : []
  })

/**
 * Opens a checkpoint with the keys, or only reads it where there are none.
 *
 * @throws Unverifiable where it cannot be read, or is not signed by a given key: nothing can be held against it then
 */
export function judgeCheckpoint(note: Uint8Array, keys: readonly VerifierKey[], what = 'checkpoint'): JudgedCheckpoint {
  const [key] = keys
  if (key === undefined) return viewed(readUnsigned(note, what), [])
  const opened = openCheckpoint(note, { origin: key.name, keys, verifyEd25519 })
  if (!opened.ok) throw new Unverifiable(named(opened.finding, what))
  return viewed(
    opened.value,
    opened.value.note.signedBy.map(({ name, id }) => `${name}+${id}`),
  )
}

/** The checkpoint that the auditor kept, of the same log. */
export function judgeSince({ since, keys }: Given, origin: string | undefined): JudgedCheckpoint | undefined {
  if (since === undefined) return undefined
  const kept = judgeCheckpoint(since, keysOf(keys), 'kept checkpoint')
  if (origin !== undefined && kept.origin !== origin)
    throw new Unverifiable(finding('ORIGIN_DIFFERS', `the kept checkpoint is of ${kept.origin}; this log is ${origin}`))
  return kept
}

export const NO_KEY = 'the signature of the checkpoint: no --key was given'

function readUnsigned(note: Uint8Array, what: string): Checkpoint {
  const parsed = parseNote(note)
  if (!parsed.ok) throw new Unverifiable(named(parsed.finding, what))
  const checkpoint = parseCheckpoint(parsed.value.text)
  if (!checkpoint.ok) throw new Unverifiable(named(checkpoint.finding, what))
  return checkpoint.value
}

const viewed = ({ origin, size, root }: Checkpoint, signedBy: readonly string[]): JudgedCheckpoint => ({
  origin,
  size,
  root,
  view: { origin, size, root: encodeBase64(root), signedBy },
})

const named = (found: Finding, what: string): Finding => ({ ...found, message: `${what}: ${found.message}` })
