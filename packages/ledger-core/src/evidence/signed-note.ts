import { BrokenInvariant } from '../kernel/fault.ts'
import { quoted } from '../kernel/quoted.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Judged, sound, unsound } from './finding.ts'
import { decodeUtf8 } from './utf8.ts'
import { hexOf, isKeyName, type VerifierKey, type VerifyEd25519 } from './verifier-key.ts'

// Source: C2SP signed-note. A text that ends in a newline, an empty line, and signature lines:
// em dash, space, key name, space, base64 of key id (4 bytes) and signature, newline.

/** C2SP asks for 16 at least. */
export const MAX_SIGNATURES = 100

/** A hundred of the greatest signatures that C2SP knows take half of it. */
export const MAX_NOTE_CHARS = 1_000_000

export interface NoteSignature {
  readonly name: string
  /** 8 lower-case hexadecimal digits. */
  readonly id: string
  readonly signature: Uint8Array
}

/** A note in the right form, of which nothing is known to be true: read `text` only from an opened note. */
export interface ParsedNote {
  /** With the newline at its end. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface OpenedNote extends ParsedNote {
  /** The given keys that signed it; at least one. */
  readonly signedBy: readonly VerifierKey[]
}

/** Reads a note. Bytes are taken as UTF-8, which they must be. */
export function parseNote(note: string | Uint8Array): Judged<ParsedNote> {
  if (note.length > MAX_NOTE_CHARS) return malformed(`it has more than ${MAX_NOTE_CHARS} characters`)
  const whole = typeof note === 'string' ? note : decodeUtf8(note)
  if (whole === undefined || !whole.isWellFormed()) return malformed('it is not UTF-8')
  if (CONTROL.test(whole)) return malformed('it has a control character other than newline')
  // The text may have empty lines; the last one divides.
  const divide = whole.lastIndexOf('\n\n')
  if (divide === -1) return malformed('no empty line divides text and signatures')
  if (!whole.endsWith('\n')) return malformed('its last line does not end in a newline')
  const lines = whole.slice(divide + 2, -1).split('\n')
  if (divide + 2 === whole.length) return malformed('it has no signature line')
  if (lines.length > MAX_SIGNATURES) return malformed(`it has ${lines.length} signature lines, over ${MAX_SIGNATURES}`)

  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignature(line)
    if (!signature) return malformed(`${quoted(line)} is not a signature line`)
    signatures.push(signature)
  }
  return sound({ text: whole.slice(0, divide + 1), signatures })
}

/**
 * Opens a note with the keys that the caller trusts. Lines of other keys are ignored; every line that bears the name
 * and id of a given key must be signed by it, and there must be one.
 */
export function openNote(
  note: string | Uint8Array,
  keys: readonly VerifierKey[],
  verifyEd25519: VerifyEd25519,
): Judged<OpenedNote> {
  const parsed = parseNote(note)
  if (!parsed.ok) return parsed
  const { text, signatures } = parsed.value
  const message = utf8.encode(text)
  const signedBy = new Set<VerifierKey>()
  for (const { name, id, signature } of signatures) {
    for (const key of keys.filter((key) => key.name === name && key.id === id)) {
      // Compared with true: a promise, which a check by mistake may give, is no signature.
      if (signature.length !== SIGNATURE_BYTES || verifyEd25519(key.publicKey, message, signature) !== true)
        return unsound('SIGNATURE_INVALID', `the signature of ${name}+${id} is not by that key, or over another text`)
      signedBy.add(key)
    }
  }
  if (signedBy.size === 0)
    return unsound('SIGNATURE_MISSING', `none of ${keys.length} given keys signed it; it names ${namesOf(signatures)}`)
  return sound({ text, signatures, signedBy: [...signedBy] })
}

/** A key that signs: its public half names it, the private half stays behind `sign`. */
export interface NoteSigner extends VerifierKey {
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** Signs a text that ends in a newline, with each signer in order. Deterministic, as Ed25519 is. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  const message = utf8.encode(text)
  const lines = await Promise.all(
    signers.map(async ({ name, id, sign }) => `— ${name} ${encodeBase64(bytesOf(id, await sign(message)))}\n`),
  )
  const note = `${text}\n${lines.join('')}`
  const parsed = parseNote(note)
  if (!parsed.ok || parsed.value.text !== text) throw new BrokenInvariant(`not a text to sign: ${quoted(text)}`)
  return note
}

const SIGNATURE_BYTES = 64
const KEY_ID_BYTES = 4

// C2SP: no ASCII control characters (those below U+0020) other than newline.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/

const utf8 = new TextEncoder()

function parseSignature(line: string): NoteSignature | undefined {
  const [dash, name = '', base64 = '', ...more] = line.split(' ')
  const bytes = decodeBase64(base64)
  if (dash !== '—' || !isKeyName(name) || more.length > 0 || !bytes || bytes.length <= KEY_ID_BYTES) return undefined
  return { name, id: hexOf(bytes.subarray(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) }
}

const bytesOf = (id: string, signature: Uint8Array): Uint8Array =>
  Uint8Array.of(...(id.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)), ...signature)

const namesOf = (signatures: readonly NoteSignature[]): string =>
  [...new Set(signatures.map(({ name, id }) => `${name}+${id}`))].slice(0, 4).join(', ')

const malformed = (what: string) => unsound('NOTE_MALFORMED', `not a signed note: ${what}`)
