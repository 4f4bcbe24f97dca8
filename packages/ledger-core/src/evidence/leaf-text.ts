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
  // Counted in UTF-16 units; a leaf has ASCII only, as the grammar says.
  if (text.length > MAX_LEAF_BYTES)
    return unsound('LEAF_MALFORMED', `a leaf of ${text.length} bytes exceeds ${MAX_LEAF_BYTES}`)
  const fields = LEAF.exec(text) as Fields | null
  if (fields === null) return unsound('LEAF_MALFORMED', 'the text is not a canonical leaf of version 1')
  const [, eventId, occurred, data, meta, personal, previous, recorded, digits, stream, type, version] = fields
  const revision = Number(digits)
  if (!isTreeSize(revision)) return unsound('LEAF_MALFORMED', `its revision ${digits} is beyond 2^53 - 1`)
  for (const time of [occurred, recorded])
    if (!isDay(time)) return unsound('LEAF_MALFORMED', `its time ${time} is 29 February of a common year`)
  const commitments = { data, meta, personal }
  return sound({
    eventId,
    stream,
    revision,
    type,
    schemaVersion: Number(version),
    occurred,
    recorded,
    previous,
    commitments,
  })
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
// The last character of a hash holds four bits: one of sixteen.
const HASH = '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]='
const DATE =
  '\\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|02-29)'
const TIME = `${DATE}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z`

/** The whole grammar: no other order, no white space, no escape, no further or repeated key. */
const LEAF = new RegExp(
  [
    `^\\{"id":"(${UUID})"`,
    `"occurred":"(${TIME})"`,
    `"parts":\\{"data":"(${HASH})","meta":"(${HASH})"(?:,"personal":"(${HASH})")?\\}`,
    `"prev":"(${HASH})"`,
    `"recorded":"(${TIME})"`,
    '"rev":(0|[1-9]\\d{0,15})',
    '"stream":"([A-Za-z0-9._-]{1,80})"',
    '"type":"([A-Za-z]{1,64})/([1-9]\\d{0,3})"',
    '"v":1\\}$',
  ].join(','),
)

type Fields = readonly [
  text: string,
  eventId: string,
  occurred: string,
  data: string,
  meta: string,
  personal: string | undefined,
  previous: string,
  recorded: string,
  revision: string,
  stream: string,
  type: string,
  schemaVersion: string,
]

/** Whether the day exists: the grammar lets 29 February pass in any year, and Date.parse takes it for the first of March. */
const isDay = (time: string): boolean =>
  time.slice(5, 10) !== '02-29' || new Date(Date.parse(time)).toISOString() === time
