import { encodeBase64 } from './base64.ts'
import { type Judged, sound, unsound } from './finding.ts'
import { decodePath } from './proof-text.ts'
import { MAX_NOTE_CHARS } from './signed-note.ts'
import { parseTreeSize } from './tree-size.ts'

// Source: C2SP tlog-witness, the body of add-checkpoint. A witness takes it as it is.

/** That a log begins with an older tree of its own, on one page. Whoever kept the older checkpoint has the other root. */
export interface ExtensionText {
  /** Leaves of the older tree. */
  readonly from: number
  readonly path: readonly Uint8Array[]
  /** The signed note of the newer tree, as the log wrote it. */
  readonly checkpoint: string
}

export const printExtension = ({ from, path, checkpoint }: ExtensionText): string =>
  [`${OLD}${from}`, ...path.map(encodeBase64), '', checkpoint].join('\n')

/** Reads it; true of nothing until both checkpoints are opened and the path is followed. */
export function parseExtension(text: string): Judged<ExtensionText> {
  if (text.length > 2 * MAX_NOTE_CHARS) return malformed(`it has more than ${2 * MAX_NOTE_CHARS} characters`)
  const end = text.indexOf('\n\n')
  if (end === -1) return malformed('no empty line stands before the checkpoint')
  const [first = '', ...lines] = text.slice(0, end).split('\n')
  // The size comes from the prover: parse it before any arithmetic.
  const from = first.startsWith(OLD) ? parseTreeSize(first.slice(OLD.length)) : undefined
  if (from === undefined) return malformed('its first line is not "old " and a decimal up to 2^53 - 1')
  const path = decodePath(lines)
  if (!path.ok) return malformed(path.why)
  return sound({ from, path: path.hashes, checkpoint: text.slice(end + 2) })
}

const OLD = 'old '

const malformed = (what: string) => unsound('PROOF_MALFORMED', `not a consistency proof: ${what}`)
