import { type BareEvents, watchBareEvents } from './bare-events.ts'
import {
  type BundledEvent,
  type BundleFiles,
  EVENT_FILES,
  EXTENSION_FILE,
  fileName,
  MAX_BUNDLE_EVENTS,
} from './bundle.ts'
import { judgeKept } from './bundle-extension.ts'
import { CHAIN_START, endOf, judgeChain } from './chain.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type ExtensionText, parseExtension } from './extension-text.ts'
import { type Finding, finding, type Judged, type Place, sound, unsound } from './finding.ts'
import { type LeafText, parseLeaf } from './leaf-text.ts'
import { parseProof } from './proof-text.ts'
import { placeOf, type StatedEvent } from './stated-event.ts'
import { hashLeafText, type Sha256 } from './tree-hash.ts'
import { decodeUtf8 } from './utf8.ts'
import { type CheckedEvent, checkEvent, judgeErasure } from './verify-event.ts'
import { verifyInclusion } from './verify-proof.ts'

/** What a bundle claims, read from its files; true of nothing until it is verified. */
export interface Bundle {
  readonly checkpoint: Uint8Array
  readonly keys: readonly string[]
  readonly events: readonly ReadEvent[]
  /** That the log extends a checkpoint of one size; undefined where the bundle was not asked for it. */
  readonly extension: ExtensionText | undefined
}

interface ReadEvent {
  readonly event: BundledEvent
  readonly receipt: string
}

export interface BundleReport {
  /** The stream that the bundle is of. */
  readonly stream: string | undefined
  readonly findings: readonly Finding[]
  readonly notices: readonly Finding[]
}

/** Reads the files of a bundle: each of them is one that a bundle has, and each event has its leaf. */
export function readBundle(files: BundleFiles): Judged<Bundle> {
  const checkpoint = files.get('checkpoint')
  if (!checkpoint) return unreadable('it has no checkpoint')
  const events: ReadEvent[] = []
  const known = new Set(['README.txt', 'checkpoint', 'keys.txt', EXTENSION_FILE])
  for (let at = 0; files.has(fileName(at, 'leaf')); at++) {
    if (at === MAX_BUNDLE_EVENTS) return unreadable(`it has more than ${MAX_BUNDLE_EVENTS} events`)
    const bytes = (name: string): Uint8Array | undefined => files.get(fileName(at, name))
    const text = (name: string): string | undefined => {
      const found = bytes(name)
      // Half a surrogate pair stands for bytes that are no text: no commitment is made over it.
      return found && (decodeUtf8(found) ?? '\ud800')
    }
    events.push({
      event: {
        leaf: text('leaf') ?? '',
        data: text('data'),
        dataSalt: bytes('data.salt'),
        meta: text('meta'),
        metaSalt: bytes('meta.salt'),
        personal: text('personal'),
        personalSalt: bytes('personal.salt'),
      },
      receipt: text('receipt') ?? '',
    })
    for (const name of EVENT_FILES) known.add(fileName(at, name))
  }
  if (events.length === 0) return unreadable('it has no event')
  const stray = [...files.keys()].find((name) => !known.has(name))
  if (stray !== undefined) return unreadable(`${stray} is no file of it, or an event before it has no leaf`)
  const keys = decodeUtf8(files.get('keys.txt') ?? new Uint8Array()) ?? ''
  const proof = files.get(EXTENSION_FILE)
  const extension = proof && parseExtension(decodeUtf8(proof) ?? '')
  if (extension && !extension.ok) return unreadable(`${EXTENSION_FILE}: ${extension.finding.message}`)
  return sound({
    checkpoint,
    keys: keys.split('\n').filter((key) => key !== ''),
    events,
    extension: extension?.value,
  })
}

/**
 * Verifies every event of a bundle under a checkpoint that the caller has opened: parts, chain, place in the tree; and
 * that the log extends the checkpoint that the caller kept, where one is given.
 */
export function verifyBundle(
  sha256: Sha256,
  bundle: Bundle,
  checkpoint: Checkpoint,
  kept?: Checkpoint | undefined,
): BundleReport {
  const note = decodeUtf8(bundle.checkpoint) ?? ''
  const findings: Finding[] = []
  const notices: Finding[] = []
  const bare = watchBareEvents()
  const there = new Map<string, Place>()
  let stream: string | undefined
  let end = CHAIN_START
  let last = -1

  for (const [at, { event: bundled, receipt }] of bundle.events.entries()) {
    const leaf = parseLeaf(bundled.leaf)
    if (!leaf.ok) {
      findings.push({ ...leaf.finding, message: `${fileName(at, 'leaf')}: ${leaf.finding.message}` })
      continue
    }
    const event = statedBy(sha256, leaf.value, bundled)
    stream ??= event.stream
    const checked = checkEvent(sha256, event)
    const placed = judgePlace(sha256, { event, receipt, note, checkpoint, after: last })
    last = placed.index ?? last
    const place = { ...placeOf(event), ...(placed.index !== undefined && { index: placed.index }) }
    const { finding, link } = checked
    const wrong = finding ?? judgeStream(event, stream) ?? (link && judgeChain(event, link, end)) ?? placed.finding
    if (wrong) findings.push({ ...wrong, ...place })
    if (link) end = endOf(link, checked.leafHash)

    const gone = checked.personal === 'gone' ? bare.add(event, place) : undefined
    if (gone) findings.push(gone)
    if (checked.personal === 'kept') there.set(event.eventId, place)
    // An event that does not stand erases nothing.
    if (!wrong) notices.push(...erasures(event, checked, { bare, there }))
  }
  findings.push(...bare.end())
  const extended = kept && judgeKept(sha256, { extension: bundle.extension, note }, checkpoint, kept)
  // A fork says more than any event; a proof that is not there says less.
  if (extended?.verdict === 'missing') findings.push(extended)
  else if (extended) findings.unshift(extended)
  return { stream, findings, notices }
}

/** What an erasure tells of the part that it names: gone by it, or still there. */
function erasures(
  event: StatedEvent,
  { erases }: CheckedEvent,
  { bare, there }: { readonly bare: BareEvents; readonly there: ReadonlyMap<string, Place> },
): readonly Finding[] {
  const place = erases === undefined ? undefined : there.get(erases)
  const pending = place && judgeErasure(place, 'kept', event.eventId)
  return [bare.explain(event, { erases }), pending].filter((found) => found !== undefined)
}

/** A bundle has no columns beside the leaf: it states what its leaf says. */
const statedBy = (sha256: Sha256, leaf: LeafText, bundled: BundledEvent): StatedEvent => ({
  ...bundled,
  eventId: leaf.eventId,
  stream: leaf.stream,
  revision: leaf.revision,
  type: leaf.type,
  schemaVersion: leaf.schemaVersion,
  occurredMs: Date.parse(leaf.occurred),
  recordedMs: Date.parse(leaf.recorded),
  leafHash: hashLeafText(sha256, bundled.leaf),
})

const judgeStream = (event: StatedEvent, stream: string): Finding | undefined =>
  event.stream === stream
    ? undefined
    : finding('FIELD_DIFFERS', `an event of ${event.stream} stands among those of ${stream}`)

interface Placing {
  readonly event: StatedEvent
  readonly receipt: string
  readonly note: string
  readonly checkpoint: Checkpoint
  readonly after: number
}

/** Where the receipt proves the leaf to be; behind the event before it, under the checkpoint of the bundle. */
function judgePlace(
  sha256: Sha256,
  { event, receipt, note, checkpoint, after }: Placing,
): { readonly index?: number; readonly finding?: Finding } {
  const proof = parseProof(receipt)
  if (!proof.ok) return { finding: proof.finding }
  const { extra, index, path, checkpoint: under } = proof.value
  const fails = (message: string) => ({ index, finding: finding('INCLUSION_FAILS', message) })
  if (under !== note) return fails('the receipt stands under another checkpoint than the bundle')
  if (!extra || decodeUtf8(extra) !== event.leaf) return fails('the receipt is of another leaf')
  const { size, root } = checkpoint
  if (!verifyInclusion(sha256, { leafHash: event.leafHash, index, size, root, path }))
    return fails(`the path does not lead from this leaf at index ${index} to the root of ${size} leaves`)
  return index > after ? { index } : fails(`index ${index} does not follow ${after}, that of the event before it`)
}

const unreadable = (what: string) => unsound('BUNDLE_UNREADABLE', `not a project bundle: ${what}`)
