import { BrokenInvariant } from '../kernel/fault.ts'
import { quoted } from '../kernel/quoted.ts'
import { decodeHash, encodeBase64 } from './base64.ts'
import { type Judged, sound, unsound } from './finding.ts'
import { type OpenedNote, openNote } from './signed-note.ts'
import { EMPTY_HASH_BASE64 } from './tree-hash.ts'
import { parseTreeSize } from './tree-size.ts'
import type { VerifierKey, VerifyEd25519 } from './verifier-key.ts'

/** What a log signs of itself: who it is, how many leaves it has, and their root. Source: C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly note: OpenedNote
}

/** Whose checkpoints a verifier accepts: one log, and the keys that may sign for it. */
export interface Trust {
  readonly origin: string
  readonly keys: readonly VerifierKey[]
  readonly verifyEd25519: VerifyEd25519
}

/** The text that is signed: three lines, no extension lines. */
export function printCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${encodeBase64(root)}\n`
  if (!parseCheckpoint(text).ok) throw new BrokenInvariant(`not a checkpoint: ${quoted(text)}`)
  return text
}

/** Reads the text of a checkpoint; true of nothing until the note around it is opened. */
export function parseCheckpoint(text: string): Judged<Checkpoint> {
  const [origin, sizeText, rootText, end, ...more] = text.split('\n')
  if (!origin || sizeText === undefined || rootText === undefined || end !== '' || more.length > 0)
    return malformed('it has three lines: origin, size, root')
  // Size and root come from whoever sent the note: parse them before any arithmetic.
  const size = parseTreeSize(sizeText)
  if (size === undefined) return malformed(`its size is ${quoted(sizeText)}, not a decimal up to 2^53 - 1`)
  const root = decodeHash(rootText)
  if (!root) return malformed('its root is not the base64 of 32 bytes')
  if (size === 0 && rootText !== EMPTY_HASH_BASE64) return malformed('a tree without leaves has another root')
  return sound({ origin, size, root })
}

/** Opens a checkpoint: a note by one of the keys, in the form of a checkpoint, of this log. */
export function openCheckpoint(
  note: string | Uint8Array,
  { origin, keys, verifyEd25519 }: Trust,
): Judged<OpenedCheckpoint> {
  const opened = openNote(note, keys, verifyEd25519)
  if (!opened.ok) return opened
  const checkpoint = parseCheckpoint(opened.value.text)
  if (!checkpoint.ok) return checkpoint
  if (checkpoint.value.origin !== origin)
    return unsound('ORIGIN_DIFFERS', `the checkpoint is of ${quoted(checkpoint.value.origin)}, not ${quoted(origin)}`)
  return sound({ ...checkpoint.value, note: opened.value })
}

const malformed = (what: string) => unsound('CHECKPOINT_MALFORMED', `not a checkpoint: ${what}`)
