import { utcMillis } from '../kernel/calendar.ts'
import { base64, hex, sha256 } from './digest.ts'
import { printLeaf } from './leaf-text.ts'
import { PART_PREFIX } from './part.ts'

export { MAX_LEAF_BYTES } from './leaf-text.ts'

/**
 * The leaf: what the log proves of an event. This is the sealing side, on Node's own digest; what a verifier needs is in
 * leaf-text.ts and part.ts. Formats freeze with the first real event.
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

const LEAF_PREFIX = Uint8Array.of(0)
const ASKED_PREFIX = new TextEncoder().encode('procurement-ledger/asked/v1\n')

/** SHA-256 of the empty string: what revision 0 names as the previous leaf. */
export const NO_PREVIOUS: Uint8Array = sha256()

/** Binds a part and hides it, as long as its salt is unknown: SHA-256( prefix || salt || bytes ). */
export const commitPart = (salt: Uint8Array, text: string): Uint8Array => sha256(PART_PREFIX, salt, text)

/** Tells a repeated command from another one under the same id, as lower-case hex. */
export const commitAsked = (dataSalt: Uint8Array, request: string): string =>
  hex(sha256(ASKED_PREFIX, dataSalt, request))

export function writeLeaf({ occurredMs, recordedMs, previous, commitments, ...fields }: LeafFields): string {
  const { data, meta, personal } = commitments
  return printLeaf({
    ...fields,
    occurred: utcMillis(occurredMs),
    recorded: utcMillis(recordedMs),
    previous: base64(previous),
    commitments: { data: base64(data), meta: base64(meta), personal: personal && base64(personal) },
  })
}

// RFC 9162 2.1.1: a leaf is hashed with the prefix 0x00.
export const hashLeaf = (leaf: string): Uint8Array => sha256(LEAF_PREFIX, leaf)
