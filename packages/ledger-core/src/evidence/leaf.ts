import { utcMillis } from '../kernel/calendar.ts'
import { base64, hex, sha256 } from './digest.ts'

/**
 * The leaf: what the log proves of an event. RFC 8785 canonical by construction (keys sorted, no white space, ASCII
 * values), so its bytes are the same whoever writes it. Formats freeze with the first real event.
 */
export interface LeafFields {
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  readonly occurredMs: number
  readonly recordedMs: number
  /** Leaf hash of the stream's previous event; `NO_PREVIOUS` for revision 0. */
  readonly previous: Uint8Array
  readonly commitments: {
    readonly data: Uint8Array
    readonly meta: Uint8Array
    readonly personal: Uint8Array | undefined
  }
}

/** At most this many bytes, so that any proof fits a tile reader's buffers. */
export const MAX_LEAF_BYTES = 8 * 1024

const LEAF_PREFIX = Uint8Array.of(0)
const PART_PREFIX = new TextEncoder().encode('procurement-ledger/part/v1\n')
const ASKED_PREFIX = new TextEncoder().encode('procurement-ledger/asked/v1\n')

/** SHA-256 of the empty string: what revision 0 names as the previous leaf. */
export const NO_PREVIOUS: Uint8Array = sha256()

/** Binds a part and hides it, as long as its salt is unknown: SHA-256( prefix || salt || bytes ). */
export const commitPart = (salt: Uint8Array, text: string): Uint8Array => sha256(PART_PREFIX, salt, text)

/** Tells a repeated command from another one under the same id, as lower-case hex. */
export const commitAsked = (dataSalt: Uint8Array, request: string): string =>
  hex(sha256(ASKED_PREFIX, dataSalt, request))

export function writeLeaf(fields: LeafFields): string {
  const { eventId, stream, revision, type, schemaVersion, occurredMs, recordedMs, previous, commitments } = fields
  const { data, meta, personal } = commitments
  const parts = `{"data":"${base64(data)}","meta":"${base64(meta)}"${personal ? `,"personal":"${base64(personal)}"` : ''}}`
  // Stream names, types and ids hold no character that JSON escapes; the border has checked them.
  return `{"id":"${eventId}","occurred":"${utcMillis(occurredMs)}","parts":${parts},"prev":"${base64(previous)}","recorded":"${utcMillis(recordedMs)}","rev":${revision},"stream":"${stream}","type":"${type}/${schemaVersion}","v":1}`
}

// RFC 9162 2.1.1: a leaf is hashed with the prefix 0x00.
export const hashLeaf = (leaf: string): Uint8Array => sha256(LEAF_PREFIX, leaf)
