import { SALT_BYTES } from '../../evidence/part.ts'
import type { SealedEvent } from '../../evidence/sealed-event.ts'
import { decodeUtf8 } from '../../evidence/utf8.ts'

/**
 * The bytes of one event as the engine keeps them, in the data of a binary event: everything that is hashed, exactly.
 *
 *     version      1 byte: 1
 *     kind         1 byte: 0 no personal part, 1 in the clear, 2 enciphered
 *     leaf, data, salt of data, meta, salt of meta
 *     kind 1: personal, its salt        kind 2: key id, nonce, box
 *
 * Each field is its length, 4 bytes and big-endian, and its bytes; texts are UTF-8; nothing follows the last one.
 */
export interface Frame {
  readonly leaf: string
  readonly data: string
  readonly dataSalt: Uint8Array
  readonly meta: string
  readonly metaSalt: Uint8Array
  readonly personal: PersonalField
}

export type PersonalField =
  | { readonly kind: 'none' }
  | { readonly kind: 'clear'; readonly text: string; readonly salt: Uint8Array }
  | ({ readonly kind: 'enciphered' } & Enciphered)

/** A salt and a text behind it, under AES-256-GCM: the box is what was enciphered, then the tag. */
export interface Enciphered {
  readonly keyId: Uint8Array
  readonly nonce: Uint8Array
  readonly box: Uint8Array
}

export const KEY_ID_BYTES = 16
export const NONCE_BYTES = 12
export const TAG_BYTES = 16

const VERSION = 1
const KINDS = ['none', 'clear', 'enciphered'] as const
const LENGTH_BYTES = 4
const HEADER_BYTES = 2

/** Why bytes are no frame: one short phrase. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

export function encodeFrame(
  { leaf, data, dataSalt, meta, metaSalt }: Pick<SealedEvent, 'leaf' | 'data' | 'dataSalt' | 'meta' | 'metaSalt'>,
  personal: PersonalField,
): Uint8Array {
  const fields = [leaf, data, dataSalt, meta, metaSalt, ...personalFields(personal)]
  const lengths = fields.map((field) => (typeof field === 'string' ? Buffer.byteLength(field) : field.length))
  const frame = Buffer.alloc(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, HEADER_BYTES))
  frame[0] = VERSION
  frame[1] = KINDS.indexOf(personal.kind)
  let at = HEADER_BYTES
  for (const [i, field] of fields.entries()) {
    at = frame.writeUInt32BE(lengths[i] as number, at)
    if (typeof field === 'string') at += frame.write(field, at)
    else {
      frame.set(field, at)
      at += field.length
    }
  }
  return frame
}

function personalFields(personal: PersonalField): (string | Uint8Array)[] {
  if (personal.kind === 'clear') return [personal.text, personal.salt]
  if (personal.kind === 'enciphered') return [personal.keyId, personal.nonce, personal.box]
  return []
}

/**
 * Reads a frame to the last byte.
 *
 * @throws FrameError for bytes that no encodeFrame wrote
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  // Whoever may write to the server wrote these bytes: every length is judged before it is used.
  const reader = new FieldReader(bytes)
  const version = reader.byte('version')
  if (version !== VERSION) throw new FrameError(`version ${version} is not ${VERSION}`)
  const kind = KINDS[reader.byte('kind')]
  if (kind === undefined) throw new FrameError('its personal part is of no known kind')
  const frame = {
    leaf: reader.text('leaf'),
    data: reader.text('data'),
    dataSalt: reader.bytes('salt of data', SALT_BYTES),
    meta: reader.text('meta'),
    metaSalt: reader.bytes('salt of meta', SALT_BYTES),
    personal: readPersonal(reader, kind),
  }
  reader.assertEnd()
  return frame
}

function readPersonal(reader: FieldReader, kind: (typeof KINDS)[number]): PersonalField {
  if (kind === 'none') return { kind }
  if (kind === 'clear')
    return { kind, text: reader.text('personal part'), salt: reader.bytes('salt of the personal part', SALT_BYTES) }
  const keyId = reader.bytes('key id', KEY_ID_BYTES)
  const nonce = reader.bytes('nonce', NONCE_BYTES)
  const box = reader.bytes('box')
  if (box.length < SALT_BYTES + TAG_BYTES) throw new FrameError('its box is shorter than a salt and a tag')
  return { kind, keyId, nonce, box }
}

class FieldReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(name: string): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new FrameError(`it ends before its ${name}`)
    return byte
  }

  /** A copy: the array that the wire gave is as long as all fields together, and would be kept alive by one of them. */
  bytes(name: string, length?: number): Uint8Array {
    const field = this.#field(name)
    if (length !== undefined && field.length !== length)
      throw new FrameError(`its ${name} has ${field.length} bytes, not ${length}`)
    return new Uint8Array(field)
  }

  text(name: string): string {
    const text = decodeUtf8(this.#field(name))
    if (text === undefined) throw new FrameError(`its ${name} is not UTF-8`)
    return text
  }

  assertEnd(): void {
    const left = this.#bytes.length - this.#at
    if (left > 0) throw new FrameError(`${left} bytes follow its last field`)
  }

  #field(name: string): Uint8Array {
    const left = this.#bytes.length - this.#at
    if (left < LENGTH_BYTES) throw new FrameError(`it ends before its ${name}`)
    const length = this.#view.getUint32(this.#at)
    if (length > left - LENGTH_BYTES) throw new FrameError(`its ${name} claims ${length} bytes, and fewer are there`)
    const start = this.#at + LENGTH_BYTES
    this.#at = start + length
    return this.#bytes.subarray(start, this.#at)
  }
}
