import { type Judged, sound, unsound } from './finding.ts'
import { isTreeSize } from './tree-size.ts'

/**
 * The leaf as text, to the byte: RFC 8785 canonical by construction (keys sorted, no white space, ASCII values), so its
 * bytes are the same whoever writes it. Hashes stand here as base64.
 */
export interface LeafText {
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  /** `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly occurred: string
  readonly recorded: string
  /** Leaf hash of the stream's previous event; for revision 0 the SHA-256 of the empty string. */
  readonly previous: string
  readonly commitments: {
    readonly data: string
    readonly meta: string
    readonly personal: string | undefined
  }
}

/** At most this many bytes, so that any proof fits a tile reader's buffers. */
export const MAX_LEAF_BYTES = 8 * 1024

export function printLeaf(leaf: LeafText): string {
  const { eventId, occurred, commitments, previous, recorded, revision, stream, type, schemaVersion } = leaf
  const { data, meta, personal } = commitments
  const parts = `{"data":"${data}","meta":"${meta}"${personal === undefined ? '' : `,"personal":"${personal}"`}}`
  // Stream names, types and ids hold no character that JSON escapes; the border has checked them.
  return `{"id":"${eventId}","occurred":"${occurred}","parts":${parts},"prev":"${previous}","recorded":"${recorded}","rev":${revision},"stream":"${stream}","type":"${type}/${schemaVersion}","v":1}`
}

/** Reads a leaf that is one to the letter: one event has one leaf, so another spelling of it is no leaf. */
export function parseLeaf(text: string): Judged<LeafText> {
  // Counted in UTF-16 units; a leaf has ASCII only, which is judged below.
  if (text.length > MAX_LEAF_BYTES)
    return unsound('LEAF_MALFORMED', `a leaf of ${text.length} bytes exceeds ${MAX_LEAF_BYTES}`)
  const leaf = readFields(text)
  // Printed again it must be the same text: no other order, no white space, no further or repeated key.
  if (!leaf || printLeaf(leaf) !== text)
    return unsound('LEAF_MALFORMED', 'the text is not a canonical leaf of version 1')
  const wrong = firstWrongField(leaf)
  if (wrong) return unsound('LEAF_MALFORMED', `its ${wrong} is not in the form of a leaf`)
  return sound(leaf)
}

/** The fields of what may be a leaf. Any of them may be anything yet. */
function readFields(text: string): LeafText | undefined {
  try {
    const { id, occurred, parts, prev, recorded, rev, stream, type } = JSON.parse(text)
    const [name, version] = type.split('/')
    const commitments = { data: parts.data, meta: parts.meta, personal: parts.personal }
    const fields = { eventId: id, occurred, commitments, previous: prev, recorded, revision: rev, stream, type: name }
    return { ...fields, schemaVersion: Number(version) }
  } catch {
    // SyntaxError for what is not JSON, TypeError where a field that is read has no such property.
    return undefined
  }
}

/** The name of the first field that no ledger would write; the patterns leave no room for what JSON escapes. */
function firstWrongField(leaf: LeafText): string | undefined {
  const { data, meta, personal } = leaf.commitments
  if (!isText(UUID, leaf.eventId)) return 'id'
  if (!isTime(leaf.occurred)) return 'occurred'
  if (!isText(HASH, data)) return 'commitment to data'
  if (!isText(HASH, meta)) return 'commitment to meta'
  if (personal !== undefined && !isText(HASH, personal)) return 'commitment to personal'
  if (!isText(HASH, leaf.previous)) return 'prev'
  if (!isTime(leaf.recorded)) return 'recorded'
  if (!isTreeSize(leaf.revision)) return 'rev'
  if (!isText(STREAM, leaf.stream)) return 'stream'
  if (!isText(NAME, leaf.type)) return 'type'
  if (!isTreeSize(leaf.schemaVersion) || leaf.schemaVersion < 1 || leaf.schemaVersion > 9999)
    return 'version of its type'
  return undefined
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
// The last character of a hash holds four bits: one of sixteen.
const HASH = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/
const STREAM = /^[A-Za-z0-9._-]{1,80}$/
const NAME = /^[A-Za-z]{1,64}$/
const DATE =
  '\\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|02-29)'
const TIME = new RegExp(`^${DATE}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`)

const isText = (pattern: RegExp, value: unknown): value is string => typeof value === 'string' && pattern.test(value)

/** Whether the text names a time that exists: neither 30 February nor 24 o'clock, and 29 February in leap years. */
const isTime = (text: unknown): boolean => isText(TIME, text) && (text.slice(5, 10) !== '02-29' || isLeapDay(text))

/** Date.parse takes 29 February of any year, for the first of March where there is none. */
const isLeapDay = (text: string): boolean => new Date(Date.parse(text)).toISOString() === text
