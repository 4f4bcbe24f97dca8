import { quoted } from '../kernel/quoted.ts'
import { encodeBase64 } from './base64.ts'
import { type Finding, type FindingCode, finding, type PartName, type Place } from './finding.ts'
import { type LeafText, parseLeaf } from './leaf-text.ts'
import { commitTo, SALT_BYTES } from './part.ts'
import { EMPTY_HASH_BASE64, hashLeafText, isSameHash, type Sha256 } from './tree-hash.ts'

/** An event as a store, a bundle or an export states it. Every event of a store is one; a part may be gone. */
export interface StatedEvent {
  readonly position?: bigint
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  readonly occurredMs: number
  readonly recordedMs: number
  readonly leaf: string
  readonly leafHash: Uint8Array
  readonly data: string | undefined
  readonly dataSalt: Uint8Array | undefined
  readonly meta: string | undefined
  readonly metaSalt: Uint8Array | undefined
  readonly personal: string | undefined
  readonly personalSalt: Uint8Array | undefined
}

/** Where a stream stands, as the next leaf of it must say. */
export interface ChainEnd {
  readonly revision: number
  /** base64 of the leaf hash. */
  readonly leafHash: string
  readonly recorded: string
}

export const CHAIN_START: ChainEnd = { revision: -1, leafHash: EMPTY_HASH_BASE64, recorded: '' }

/** What a leaf says of its place in its stream. */
export type LinkOfChain = Pick<LeafText, 'stream' | 'revision' | 'previous' | 'recorded'>

/** What tells which event is meant, and where it stands. */
export type PlacedEvent = Pick<StatedEvent, 'position' | 'stream' | 'revision' | 'eventId'>

/** What an event proves by itself. */
export interface CheckedEvent {
  /** Computed from the leaf, whatever was stored beside it. */
  readonly leafHash: Uint8Array
  /** What the chain needs of the leaf. Undefined where the text is no leaf. */
  readonly leaf: LinkOfChain | undefined
  /** Whether there is a personal part: the leaf commits to none, it is there, or it is not. */
  readonly personal: 'none' | 'kept' | 'gone'
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
    (previous && judgeChain(event, checked, previous)) ??
    judgeErasure(placeOf(event), checked.personal, erasedBy)
  )
}

/** All that can be judged without another event. Two events can be checked at once, on two cores. */
export function checkEvent(sha256: Sha256, event: StatedEvent): CheckedEvent {
  const leafHash = hashLeafText(sha256, event.leaf)
  const parsed = parseLeaf(event.leaf)
  if (!parsed.ok)
    return { leafHash, leaf: undefined, personal: 'none', finding: { ...parsed.finding, ...placeOf(event) } }

  const leaf = parsed.value
  const personal = leaf.commitments.personal === undefined ? 'none' : event.personal === undefined ? 'gone' : 'kept'
  return {
    leafHash,
    leaf,
    personal,
    finding: judgeHash(event, leafHash) ?? judgeFields(event, leaf) ?? judgeParts(sha256, event, leaf),
  }
}

/** Whether the leaf follows the one before it in its stream. */
export function judgeChain(
  event: PlacedEvent,
  { leaf }: Pick<CheckedEvent, 'leaf'>,
  previous: ChainEnd,
): Finding | undefined {
  if (!leaf) return undefined
  const { revision, stream } = leaf
  const next = previous.revision + 1
  if (revision > next)
    return at(event, 'REVISION_SKIPPED', `${stream} has revision ${revision} where ${next} is due; one is left out`)
  if (revision < next) return at(event, 'REVISION_REPEATED', `${stream} has revision ${revision} where ${next} is due`)
  if (leaf.previous !== previous.leafHash)
    return at(event, 'CHAIN_BROKEN', `${stream} revision ${revision} names another leaf than the one before it`)
  if (leaf.recorded < previous.recorded)
    return at(event, 'RECORDED_EARLIER', `recorded ${leaf.recorded}, after one recorded ${previous.recorded}`)
  return undefined
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

/** Where the stream stands behind a leaf. */
export const endOf = (
  { revision, recorded }: Pick<LinkOfChain, 'revision' | 'recorded'>,
  leafHash: Uint8Array,
): ChainEnd => ({
  revision,
  leafHash: encodeBase64(leafHash),
  recorded,
})

export const placeOf = ({ position, stream, revision, eventId }: PlacedEvent): Place => ({
  ...(position !== undefined && { position }),
  stream,
  revision,
  eventId,
})

const at = (event: PlacedEvent, code: FindingCode, message: string, part?: PartName): Finding =>
  finding(code, message, { ...placeOf(event), ...(part && { part }) })

const judgeHash = (event: StatedEvent, leafHash: Uint8Array): Finding | undefined =>
  isSameHash(event.leafHash, leafHash)
    ? undefined
    : at(event, 'LEAF_HASH_DIFFERS', 'the stored leaf hash is not that of the stored leaf')

/** What stands beside the leaf, so that it can be searched, says nothing else than the leaf. */
function judgeFields(event: StatedEvent, leaf: LeafText): Finding | undefined {
  const differs = (name: string, stated: unknown, proven: unknown) =>
    at(event, 'FIELD_DIFFERS', `${name} is stored as ${quoted(stated)}; the leaf says ${quoted(proven)}`)
  if (event.eventId !== leaf.eventId) return differs('eventId', event.eventId, leaf.eventId)
  if (event.stream !== leaf.stream) return differs('stream', event.stream, leaf.stream)
  if (event.revision !== leaf.revision) return differs('revision', event.revision, leaf.revision)
  if (event.type !== leaf.type) return differs('type', event.type, leaf.type)
  if (event.schemaVersion !== leaf.schemaVersion)
    return differs('schemaVersion', event.schemaVersion, leaf.schemaVersion)
  if (event.occurredMs !== Date.parse(leaf.occurred)) return differs('occurredMs', event.occurredMs, leaf.occurred)
  if (event.recordedMs !== Date.parse(leaf.recorded)) return differs('recordedMs', event.recordedMs, leaf.recorded)
  return undefined
}

function judgeParts(sha256: Sha256, event: StatedEvent, { commitments }: LeafText): Finding | undefined {
  const judge = (part: PartName, text: string | undefined, salt: Uint8Array | undefined) => {
    if (text === undefined || salt === undefined) return at(event, 'PART_MISSING', `the ${part} part is gone`, part)
    // Half a surrogate pair would be hashed as U+FFFD, and so would pass for it.
    const isSealable = salt.length === SALT_BYTES && text.isWellFormed()
    const isIntact = isSealable && encodeBase64(commitTo(sha256, { text, salt })) === commitments[part]
    return isIntact ? undefined : at(event, 'PART_DIFFERS', `the ${part} part is not what the leaf commits to`, part)
  }
  const first = judge('data', event.data, event.dataSalt) ?? judge('meta', event.meta, event.metaSalt)
  if (first || event.personal === undefined) return first
  if (commitments.personal === undefined)
    return at(event, 'PART_UNEXPECTED', 'there is a personal part; the leaf commits to none', 'personal')
  return judge('personal', event.personal, event.personalSalt)
}
