/** Every code with which the world fails. A fault is thrown; the cause stands beside it. */
export const FAULTS = {
  REVISION_CONFLICT: 'the stream moved on; the ledger decides anew by itself, so this is seen only below it',
  CONTENTION: 'the stream moved on at every attempt; send the same commandId again',
  APPEND_UNKNOWN: 'it is not known whether the append took place; send the same commandId again',
  APPEND_INVALID: 'the append breaks a rule of the store, such as being empty',
  APPEND_TOO_LARGE: 'the append is larger than the engine takes; split the command',
  STORE_CLOSED: 'the store is closed, or failed and must be reopened',
  STORE_BUSY: 'another process holds the store; try again',
  STORE_UNREACHABLE: 'the database server cannot be reached; check host, port and network; it is tried again',
  STORE_DENIED: 'the database server refuses the user, or a right is missing; check user, password and rights',
  STORE_FULL: 'the disk is full; nothing was written; make room and send it again',
  STORE_READ_ONLY: 'the file or its folder cannot be written; check its permissions',
  STORE_NOT_FOUND: 'there is no ledger here; check the path, or create one with serve, record or import',
  STORE_NOT_A_LEDGER: 'the file is not a ledger; check the path',
  STORE_NEWER: 'the file was written by a newer version; upgrade this software',
  STORE_FAILED: 'the engine failed; the cause says how',
  STORE_NOT_EMPTY: 'only an empty ledger can be restored into',
  STORE_URL_INVALID: 'the URL of the store is wrong; the message says where',
  STORE_SETTINGS_UNSAFE: 'the engine is set to lose what it acknowledged; the message names the setting',
  POSITION_INVALID: 'a position is a decimal string that a receipt or a feed gave',
  CUT_INVALID: 'a cut is an instant with offset, or a revision: a whole number, -1 before the first event',
  ORIGIN_INVALID: 'an origin is a name without a scheme, spaces or "+"; it stands in every checkpoint',
  RESTORE_DIFFERS: 'a line of the export does not hold together; the ledger was left as it was before that line',
  ERASURE_REFUSED: 'a personal part may go only when a PersonalDataErased names its event',
  ERASURE_UNSUPPORTED:
    'this store holds the personal part where nothing can be erased; open it with a key vault before recording',
  VAULT_REQUIRED: 'personal parts are enciphered, and their keys lie in a vault; open the store with it',
  LEDGER_ROLLED_BACK:
    'the log does not hold what was signed: nothing is recorded or signed; restore a copy of the store that holds it',
  LEDGER_ALTERED: 'a stored event is not what its leaf says; nothing more is signed; run verify',
  EVIDENCE_OF_ANOTHER_LEDGER:
    'the evidence folder belongs to another ledger; nothing is recorded or signed; check the paths',
  EVIDENCE_MISSING:
    'the log was signed before, and the evidence folder holds no checkpoint; bring it back, or adopt the last checkpoint',
  EVIDENCE_HELD: 'another notary holds the evidence folder; this one takes over when that one is gone',
  EVIDENCE_FAILED: 'the evidence folder cannot be read or written; it is tried again',
  CHECKPOINT_CONFLICT: 'another notary put a checkpoint in its place; this one reads it and begins anew',
  CHECKPOINT_UNTRUSTED: 'the checkpoint is not signed by a given key; give the key that signed it too',
  SIGNING_FAILED: 'the signer did not sign, or not with its key; it is asked again',
  KEY_INVALID: 'the file is no signing key of this ledger; keygen makes one',
  KEY_EXISTS: 'a key is never overwritten; choose another file',
  CALENDAR_UNKNOWN: 'the calendar has no working days of that year; give one that knows it; nothing is guessed',
  CALENDAR_INVALID: 'the data of a calendar are wrong; the message says where',
  PACK_INVALID: 'the data of a pack of rules are wrong; every issue names its path',
} as const

export type FaultCode = keyof typeof FAULTS

/** The world failed: disk, network, another process. Tests and callers look at `code`, never at the message. */
export class Fault extends Error {
  override readonly name: string = 'Fault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** The stream is not where the append expected it. `actual` is -1 for a stream that does not exist. */
export class RevisionConflict extends Fault {
  override readonly name = 'RevisionConflict'
  readonly stream: string
  readonly expected: number
  readonly actual: number

  constructor({ stream, expected, actual }: { stream: string; expected: number; actual: number }) {
    super('REVISION_CONFLICT', `${stream} is at revision ${actual}, not ${expected}`)
    this.stream = stream
    this.expected = expected
    this.actual = actual
  }
}

/** We failed: what the log holds, or what the code assumed, cannot be. Never caught on the way, never a 4xx. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant'
}

/** What was thrown, in words; not everything that is thrown is an Error. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
