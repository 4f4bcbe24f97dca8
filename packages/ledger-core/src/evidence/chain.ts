import { decodeHash } from './base64.ts'
import { type Finding, type FindingCode, finding } from './finding.ts'
import type { LeafText } from './leaf-text.ts'
import { type PlacedEvent, placeOf } from './stated-event.ts'
import { EMPTY_HASH_BASE64, isSameHash } from './tree-hash.ts'

/** What a leaf says of its place in its stream. */
export interface ChainLink {
  readonly stream: string
  readonly revision: number
  /** Leaf hash of the stream's event before it. */
  readonly previous: Uint8Array
  readonly recordedMs: number
}

/** Where a stream stands, as the next leaf of it must say. */
export interface ChainEnd {
  readonly revision: number
  readonly leafHash: Uint8Array
  readonly recordedMs: number
}

export const CHAIN_START: ChainEnd = {
  revision: -1,
  leafHash: decodeHash(EMPTY_HASH_BASE64) as Uint8Array,
  recordedMs: Number.NEGATIVE_INFINITY,
}

/** A parsed leaf has a hash and a time that can be read. */
export const linkOf = ({ stream, revision, previous, recorded }: LeafText): ChainLink => ({
  stream,
  revision,
  previous: decodeHash(previous) as Uint8Array,
  recordedMs: Date.parse(recorded),
})

/** Where the stream stands behind a leaf. */
export const endOf = ({ revision, recordedMs }: ChainLink, leafHash: Uint8Array): ChainEnd => ({
  revision,
  leafHash,
  recordedMs,
})

/** Whether the leaf of an event follows the one before it in its stream. */
export function judgeChain(event: PlacedEvent, link: ChainLink, before: ChainEnd): Finding | undefined {
  const { stream, revision } = link
  const at = (code: FindingCode, message: string) => finding(code, message, placeOf(event))
  const next = before.revision + 1
  if (revision > next)
    return at('REVISION_SKIPPED', `${stream} has revision ${revision} where ${next} is due; one is left out`)
  if (revision < next) return at('REVISION_REPEATED', `${stream} has revision ${revision} where ${next} is due`)
  if (!isSameHash(link.previous, before.leafHash))
    return at('CHAIN_BROKEN', `${stream} revision ${revision} names another leaf than the one before it`)
  if (link.recordedMs < before.recordedMs)
    return at('RECORDED_EARLIER', `recorded ${iso(link.recordedMs)}, after one recorded ${iso(before.recordedMs)}`)
  return undefined
}

const iso = (ms: number): string => new Date(ms).toISOString()
