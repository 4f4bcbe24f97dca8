import { quoted } from '../kernel/quoted.ts'
import { decodeHash } from './base64.ts'
import { type ChainEnd, type ChainLink, judgeChain, linkOf } from './chain.ts'
import { erasedBy } from './erasure.ts'
import { type Finding, type FindingCode, finding, type PartName, type Place } from './finding.ts'
import { type LeafText, parseLeaf } from './leaf-text.ts'
import { commitTo, SALT_BYTES } from './part.ts'
import { type PlacedEvent, placeOf, type StatedEvent } from './stated-event.ts'
import { hashLeafText, isSameHash, type Sha256 } from './tree-hash.ts'

/** What an event proves by itself. */
export interface CheckedEvent {
  /** Computed from the leaf, whatever was stored beside it. */
  readonly leafHash: Uint8Array
  /** Undefined where the text is no leaf. */
  readonly link: ChainLink | undefined
  /** Whether there is a personal part: the leaf commits to none, it is there, or it is not. */
  readonly personal: 'none' | 'kept' | 'gone'
  /** The event whose personal part it took away, where it is an erasure that stands. */
  readonly erases: string | undefined
  /** The first thing that differs. */
  readonly finding: Finding | undefined
}

export interface EventContext {
  /** The end of the event's stream before it; `CHAIN_START` for the first. Left out: the chain is not judged. */
  readonly previous?: ChainEnd
  /** The id of the event that erased the personal part, if one did. */
  readonly erasedBy?: string | undefined
}

/**
 * Verifies one event: the leaf is canonical and has its hash, says what stands beside it, commits to the parts, and
 * follows the leaf before it. Answers with the first thing that differs; undefined where nothing does. A finding whose
 * verdict is `sound` tells of an erasure.
 */
export function verifyEvent(sha256: Sha256, event: StatedEvent, context: EventContext = {}): Finding | undefined {
  const checked = checkEvent(sha256, event)
  const { previous, erasedBy } = context
  return (
    checked.finding ??
    (previous && checked.link && judgeChain(event, checked.link, previous)) ??
    judgeErasure(placeOf(event), checked.personal, erasedBy)
  )
}

/** All that can be judged without another event. Two events can be checked at once, on two cores. */
export function checkEvent(sha256: Sha256, event: StatedEvent): CheckedEvent {
  const leafHash = hashLeafText(sha256, event.leaf)
  const parsed = parseLeaf(event.leaf)
  if (!parsed.ok) {
    const finding = { ...parsed.finding, ...placeOf(event) }
    return { leafHash, link: undefined, personal: 'none', erases: undefined, finding }
  }
  const leaf = parsed.value
  const link = linkOf(leaf)
  const finding = judgeHash(event, leafHash) ?? judgeFields(event, leaf, link) ?? judgeParts(sha256, event, leaf)
  return {
    leafHash,
    link,
    personal: leaf.commitments.personal === undefined ? 'none' : event.personal === undefined ? 'gone' : 'kept',
    // An event that does not stand erases nothing.
    erases: finding || event.data === undefined ? undefined : erasedBy({ type: event.type, data: event.data }),
    finding,
  }
}

/** A personal part that is gone is erased or missing; one that is there may be due to go. */
export function judgeErasure(
  place: Place,
  personal: CheckedEvent['personal'],
  erasedBy: string | undefined,
): Finding | undefined {
  const of = { ...place, part: 'personal' } as const
  if (personal === 'gone' && erasedBy === undefined)
    return finding('PART_MISSING', 'the personal part is gone, and no event erased it', of)
  if (personal === 'gone') return finding('PART_ERASED', `erased by event ${erasedBy}`, of)
  if (personal === 'kept' && erasedBy !== undefined)
    return finding('ERASURE_PENDING', `event ${erasedBy} erased this part; it is still there`, of)
  return undefined
}

const at = (event: PlacedEvent, code: FindingCode, message: string, part?: PartName): Finding =>
  finding(code, message, { ...placeOf(event), ...(part && { part }) })

const judgeHash = (event: StatedEvent, leafHash: Uint8Array): Finding | undefined =>
  isSameHash(event.leafHash, leafHash)
    ? undefined
    : at(event, 'LEAF_HASH_DIFFERS', 'the stored leaf hash is not that of the stored leaf')

/** What stands beside the leaf, so that it can be searched, says nothing else than the leaf. */
function judgeFields(event: StatedEvent, leaf: LeafText, { recordedMs }: ChainLink): Finding | undefined {
  const differs = (name: string, stated: unknown, proven: unknown) =>
    at(event, 'FIELD_DIFFERS', `${name} is stored as ${quoted(stated)}; the leaf says ${quoted(proven)}`)
  if (event.eventId !== leaf.eventId) return differs('eventId', event.eventId, leaf.eventId)
  if (event.stream !== leaf.stream) return differs('stream', event.stream, leaf.stream)
  if (event.revision !== leaf.revision) return differs('revision', event.revision, leaf.revision)
  if (event.type !== leaf.type) return differs('type', event.type, leaf.type)
  if (event.schemaVersion !== leaf.schemaVersion)
    return differs('schemaVersion', event.schemaVersion, leaf.schemaVersion)
  if (event.occurredMs !== Date.parse(leaf.occurred)) return differs('occurredMs', event.occurredMs, leaf.occurred)
  if (event.recordedMs !== recordedMs) return differs('recordedMs', event.recordedMs, leaf.recorded)
  return undefined
}

function judgeParts(sha256: Sha256, event: StatedEvent, { commitments }: LeafText): Finding | undefined {
  const judge = (part: PartName, text: string | undefined, salt: Uint8Array | undefined) => {
    if (text === undefined || salt === undefined) return at(event, 'PART_MISSING', `the ${part} part is gone`, part)
    // Half a surrogate pair would be hashed as U+FFFD, and so would pass for it.
    const isSealable = salt.length === SALT_BYTES && text.isWellFormed()
    const due = decodeHash(commitments[part] ?? '')
    const isIntact = isSealable && due !== undefined && isSameHash(commitTo(sha256, { text, salt }), due)
    return isIntact ? undefined : at(event, 'PART_DIFFERS', `the ${part} part is not what the leaf commits to`, part)
  }
  const first = judge('data', event.data, event.dataSalt) ?? judge('meta', event.meta, event.metaSalt)
  if (first || event.personal === undefined) return first
  if (commitments.personal === undefined)
    return at(event, 'PART_UNEXPECTED', 'there is a personal part; the leaf commits to none', 'personal')
  return judge('personal', event.personal, event.personalSalt)
}
