/**
 * What a verifier says when something does not hold: a value with a stable code, never a message to parse. The verdict
 * says what kind of thing it is, so that a program can act on it.
 */
export type Verdict =
  /** Nothing is wrong; the finding is worth knowing. */
  | 'sound'
  /** What was recorded is not what is there. */
  | 'altered'
  /** Something that was recorded is gone. */
  | 'missing'
  /** The log is not the one that was signed before: another history, or an older one. */
  | 'forked'
  /** No given key vouches for it. */
  | 'unsigned'
  /** It is not in the format, so nothing can be said about what it claims. */
  | 'unreadable'

/** Every code of a finding: its verdict and what it means. docs/verifying.md has the same list, and a test compares. */
export const FINDINGS = {
  LEAF_MALFORMED: ['altered', 'the text is not that of a leaf, to the byte'],
  LEAF_HASH_DIFFERS: ['altered', 'the hash that is stored is not that of the leaf'],
  FIELD_DIFFERS: ['altered', 'a field beside the leaf says something else than the leaf'],
  PART_DIFFERS: ['altered', 'bytes and salt of a part are not what the leaf commits to'],
  PART_UNEXPECTED: ['altered', 'there is a personal part, and the leaf commits to none'],
  REVISION_REPEATED: ['altered', 'a revision of the stream comes again, or before those that precede it'],
  CHAIN_BROKEN: ['altered', 'the leaf does not name the leaf before it in its stream'],
  RECORDED_EARLIER: ['altered', 'the event says it was recorded before the one that precedes it in its stream'],
  LEAF_DIFFERS: ['altered', 'at this index the tree holds another leaf'],
  LEAF_INSERTED: ['altered', 'the leaf stands between two that follow one another in the tree'],
  LEAVES_SWAPPED: ['altered', 'two leaves stand in each other’s place'],
  LEAF_MOVED: ['altered', 'the leaf stands elsewhere than in the tree'],
  TILE_DIFFERS: ['altered', 'the tile does not hold the hashes of the leaves under the checkpoint'],
  ROOT_DIFFERS: ['altered', 'the leaves do not have the root that was signed'],
  INCLUSION_FAILS: ['altered', 'the path does not lead from the leaf to the root'],
  PART_MISSING: ['missing', 'a part is gone, and no event erased it'],
  REVISION_SKIPPED: ['missing', 'a revision of the stream is left out'],
  LEAF_DROPPED: ['missing', 'a leaf of the tree is left out'],
  LEAVES_MISSING: ['missing', 'the log ends before the size that was signed'],
  CHECKPOINT_MISSING: ['missing', 'there is no checkpoint, and tiles or a given key say that there must be one'],
  CONSISTENCY_MISSING: ['missing', 'a checkpoint was kept, and the bundle has no proof that its log extends it'],
  TILE_MISSING: ['missing', 'a tile of the tree that was signed is not there'],
  CONSISTENCY_FAILS: ['forked', 'the path does not lead from the older root to the newer'],
  HISTORY_FORKED: ['forked', 'the log does not extend the checkpoint that was kept'],
  LOG_ROLLED_BACK: ['forked', 'the log is shorter than the checkpoint that was kept'],
  SIGNATURE_MISSING: ['unsigned', 'no line of the note is signed by a given key'],
  SIGNATURE_INVALID: ['unsigned', 'a line bears the name and id of a given key, and the signature is not its'],
  ORIGIN_DIFFERS: ['unsigned', 'the checkpoint is of another log'],
  KEY_MALFORMED: ['unreadable', 'the text is not a verifier key: name, id and base64, with + between them'],
  NOTE_MALFORMED: ['unreadable', 'the text is not a signed note'],
  CHECKPOINT_MALFORMED: ['unreadable', 'the note does not state origin, size and root'],
  PROOF_MALFORMED: ['unreadable', 'the text is not a proof in its format, or a receipt without its leaf'],
  STORE_UNREADABLE: [
    'unreadable',
    'the store is no ledger, its tables are not those of one, or its server does not answer',
  ],
  ROW_UNREADABLE: ['unreadable', 'a row holds what no ledger writes: another type of value, or too large a one'],
  EVIDENCE_UNREADABLE: ['unreadable', 'a checkpoint, tile or folder cannot be read, or the service does not answer'],
  BUNDLE_UNREADABLE: ['unreadable', 'the file is not a project bundle, or is larger than one may be'],
  PART_ERASED: ['sound', 'the personal part was erased by an event of the stream'],
  ERASURE_PENDING: ['sound', 'an event erased the personal part, and it is still there'],
} as const satisfies { readonly [code: string]: readonly [Verdict, string] }

export type FindingCode = keyof typeof FINDINGS

export type PartName = 'data' | 'meta' | 'personal'

/** Where it was found, as far as that is known. */
export interface Place {
  /** Place of the leaf in the tree, from 0. */
  readonly index?: number | undefined
  /** Place in the log as the store counts it. */
  readonly position?: bigint | undefined
  readonly stream?: string | undefined
  readonly revision?: number | undefined
  readonly eventId?: string | undefined
  readonly part?: PartName | undefined
}

export interface Finding extends Place {
  readonly code: FindingCode
  readonly verdict: Verdict
  /** The value and the expectation; lower case, on one line. */
  readonly message: string
}

/** What a parser or a check answers: the value, or the first thing that is wrong. */
export type Judged<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly finding: Finding }

export const finding = (code: FindingCode, message: string, place: Place = {}): Finding => ({
  code,
  verdict: FINDINGS[code][0],
  message,
  ...place,
})

export const sound = <Value>(value: Value): Judged<Value> => ({ ok: true, value })

export const unsound = (code: FindingCode, message: string, place?: Place): { ok: false; finding: Finding } => ({
  ok: false,
  finding: finding(code, message, place),
})
