import { decodeBase64, decodeHash, encodeBase64 } from './base64.ts'
import { type Judged, sound, unsound } from './finding.ts'
import { MAX_NOTE_CHARS } from './signed-note.ts'
import { MAX_PATH_HASHES, parseTreeSize } from './tree-size.ts'

// Source: C2SP tlog-proof.

/** That a leaf is in a log, on one page: enough to check it with the log's key and nothing else. */
export interface ProofText {
  /** Opaque bytes, authenticated by nothing; in our receipts the leaf. */
  readonly extra: Uint8Array | undefined
  readonly index: number
  readonly path: readonly Uint8Array[]
  /** The signed note, as the log wrote it. */
  readonly checkpoint: string
}

export const printProof = ({ extra, index, path, checkpoint }: ProofText): string =>
  [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...path.map(encodeBase64),
    '',
    checkpoint,
  ].join('\n')

/** Reads a proof; true of nothing until its checkpoint is opened and its path is followed. */
export function parseProof(text: string): Judged<ProofText> {
  if (text.length > 2 * MAX_NOTE_CHARS) return malformed(`it has more than ${2 * MAX_NOTE_CHARS} characters`)
  const end = text.indexOf('\n\n')
  if (end === -1) return malformed('no empty line stands before the checkpoint')
  const [header, ...lines] = text.slice(0, end).split('\n')
  if (header !== HEADER) return malformed(`its first line is not ${HEADER}`)

  const extraText = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined
  const extra = extraText === undefined ? undefined : decodeBase64(extraText)
  if (extraText === '' || (extraText !== undefined && !extra)) return malformed('its extra data is not base64')

  const indexLine = lines.shift() ?? ''
  // The index comes from the prover: parse it before any arithmetic.
  const index = indexLine.startsWith('index ') ? parseTreeSize(indexLine.slice('index '.length)) : undefined
  if (index === undefined) return malformed('its index is not a decimal up to 2^53 - 1')

  const path = decodePath(lines)
  if (!path.ok) return malformed(path.why)
  return sound({ extra, index, path: path.hashes, checkpoint: text.slice(end + 2) })
}

/** The path of a proof, one hash a line; or why it is none. */
export function decodePath(
  lines: readonly string[],
): { readonly ok: true; readonly hashes: readonly Uint8Array[] } | { readonly ok: false; readonly why: string } {
  if (lines.length > MAX_PATH_HASHES)
    return { ok: false, why: `its path has ${lines.length} hashes, over ${MAX_PATH_HASHES}` }
  const hashes = lines.map(decodeHash)
  if (!hashes.every((hash) => hash !== undefined))
    return { ok: false, why: 'a line of its path is not the base64 of a hash' }
  return { ok: true, hashes }
}

const HEADER = 'c2sp.org/tlog-proof@v1'

const malformed = (what: string) => unsound('PROOF_MALFORMED', `not a tlog-proof: ${what}`)
