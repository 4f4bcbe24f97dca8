import { quoted } from '../kernel/quoted.ts'
import type { Checkpoint } from './checkpoint.ts'
import { startCompactRange } from './compact-range.ts'
import { erasedBy } from './erasure.ts'
import { type Finding, finding, type Place, type Verdict } from './finding.ts'
import { type Difference, nameDifference } from './name-difference.ts'
import { hashesOfTile, TILE_HASHES, tileAt, tilePath } from './tile.ts'
import { isSameHash, type Sha256 } from './tree-hash.ts'
import {
  CHAIN_START,
  type ChainEnd,
  type CheckedEvent,
  checkEvent,
  endOf,
  judgeChain,
  judgeErasure,
  placeOf,
  type StatedEvent,
} from './verify-event.ts'

export interface LogToVerify {
  readonly sha256: Sha256
  /** The checkpoint that the log is held against, opened with the log's key. */
  readonly checkpoint: Checkpoint
  /** A checkpoint that the auditor kept: the log must extend it. */
  readonly kept?: Checkpoint
  /** The event that erased the personal part of another, where the caller knows: only so is `ERASURE_PENDING` seen. */
  readonly erasedBy?: (eventId: string) => string | undefined
}

/** Findings and notices that a report lists; what is beyond is counted. */
export const MAX_FINDINGS = 1000

export interface LogReport {
  /** That of the first finding; `sound` where there is none. */
  readonly verdict: Verdict
  readonly events: number
  /** Events under the checkpoint; those behind it are checked by themselves, and proven by nothing yet. */
  readonly proven: number
  /** What does not hold, in the order of the log. */
  readonly findings: readonly Finding[]
  /** Erasures. */
  readonly notices: readonly Finding[]
  /** Findings and notices that are not listed. */
  readonly omitted: number
}

/**
 * Verifies a whole log as it streams by. It keeps 53 hashes, two tiles, one end for each stream, and what is bare until
 * the event that erased it comes: memory grows with the streams, not with the events.
 */
export interface LogVerifier {
  /** The next event of the log. `checked` is what `checkEvent` answered for it elsewhere, such as on another core. */
  add(event: StatedEvent, checked?: CheckedEvent): void
  /** The next tile of level 0, before the events that it covers. With tiles a difference is named to the leaf. */
  addTile(bytes: Uint8Array): void
  end(): LogReport
}

/** A leaf of the log that waits to be held against its tile. */
interface FoundLeaf {
  readonly hash: Uint8Array
  readonly place: Place
}

export function openLogVerifier({ sha256, checkpoint, kept, erasedBy: eraserOf }: LogToVerify): LogVerifier {
  const range = startCompactRange(sha256)
  const ends = new Map<string, ChainEnd>()
  const bare = new Map<string, Place>()
  const findings: Finding[] = []
  const notices: Finding[] = []
  let omitted = 0
  let hasSignedRoot = false

  // Both begin at the index `base`. Two tiles, so that a difference at the end of the first is still told apart.
  let recorded: Uint8Array[] = []
  let found: FoundLeaf[] = []
  let base = 0
  let difference: { readonly named: Difference; readonly place: Place } | undefined

  const note = (found: Finding | undefined): void => {
    if (!found) return
    const list = found.verdict === 'sound' ? notices : findings
    if (list.length < MAX_FINDINGS) list.push(found)
    else omitted++
  }

  /** Holds the root against what was signed for just this size. */
  const judgeRoot = (): void => {
    if (range.size === checkpoint.size) {
      hasSignedRoot = isSameHash(range.root(), checkpoint.root)
      if (!hasSignedRoot)
        note(finding('ROOT_DIFFERS', `the ${range.size} leaves do not have the root that was signed for them`))
    }
    if (range.size === kept?.size && !isSameHash(range.root(), kept.root))
      note(finding('HISTORY_FORKED', `the first ${range.size} leaves do not have the root of the kept checkpoint`))
  }

  const compareTiles = (length: number): void => {
    if (difference) return
    const named = nameDifference(
      recorded,
      found.map(({ hash }) => hash),
      length,
    )
    const at = named && found[named.at]
    if (named && at) difference = { named, place: at.place }
  }

  if (kept && kept.origin !== checkpoint.origin)
    note(
      finding('ORIGIN_DIFFERS', `the kept checkpoint is of ${quoted(kept.origin)}, not ${quoted(checkpoint.origin)}`),
    )
  judgeRoot()
  return {
    add(event, checked = checkEvent(sha256, event)) {
      const index = range.size
      const { leaf, leafHash, personal } = checked
      const previous = ends.get(event.stream) ?? CHAIN_START
      const wrong = checked.finding ?? judgeChain(event, checked, previous)
      note(wrong && { ...wrong, index })
      // Go on from what is there, so that one missing event is one finding.
      if (leaf) ends.set(event.stream, endOf(leaf, leafHash))

      const place = { ...placeOf(event), index }
      if (personal === 'gone') bare.set(event.eventId, place)
      else note(judgeErasure(place, personal, eraserOf?.(event.eventId)))
      // Only an event that stands itself erases, and only in its own stream.
      const target = wrong || event.data === undefined ? undefined : erasedBy({ type: event.type, data: event.data })
      const erased = target === undefined ? undefined : bare.get(target)
      if (target !== undefined && erased?.stream === event.stream) {
        bare.delete(target)
        note(judgeErasure(erased, 'gone', event.eventId))
      }

      // One tile beyond what is recorded, so that a leaf slipped in at the end is told from an altered one.
      const isNear = recorded.length > 0 && found.length < recorded.length + TILE_HASHES
      if (isNear && index === base + found.length) found.push({ hash: leafHash, place })
      if (found.length >= 2 * TILE_HASHES) {
        compareTiles(TILE_HASHES)
        recorded = recorded.slice(TILE_HASHES)
        found = found.slice(TILE_HASHES)
        base += TILE_HASHES
      }
      range.append(leafHash)
      judgeRoot()
    },

    addTile(bytes) {
      const tile = tileAt(checkpoint.size, 0, (base + recorded.length) / TILE_HASHES)
      const hashes = tile && hashesOfTile(tile, bytes)
      if (hashes?.ok) recorded.push(...hashes.value)
      else note(hashes?.finding ?? finding('TILE_DIFFERS', `a tree of ${checkpoint.size} leaves has no further tile`))
    },

    end() {
      compareTiles(Number.POSITIVE_INFINITY)
      if (difference) findings.unshift(judgeDifference(difference, hasSignedRoot, checkpoint.size))
      for (const place of bare.values()) note(judgeErasure(place, 'gone', undefined))
      if (range.size < checkpoint.size)
        note(finding('LEAVES_MISSING', `the log has ${range.size} events; ${checkpoint.size} were signed`))
      if (kept && kept.size > checkpoint.size)
        note(finding('LOG_ROLLED_BACK', `${checkpoint.size} events are signed; the kept checkpoint has ${kept.size}`))

      findings.sort((a, b) => (a.index ?? Number.POSITIVE_INFINITY) - (b.index ?? Number.POSITIVE_INFINITY) || 0)
      return {
        verdict: findings[0]?.verdict ?? 'sound',
        events: range.size,
        proven: hasSignedRoot ? checkpoint.size : 0,
        findings,
        notices,
        omitted,
      }
    },
  }
}

/** Leaf and tile differ: under the signed root the leaf is right, and the tile is not. */
function judgeDifference(
  { named, place }: { readonly named: Difference; readonly place: Place },
  hasSignedRoot: boolean,
  size: number,
): Finding {
  const { index = 0 } = place
  if (!hasSignedRoot) return finding(named.code, `at index ${index}: ${named.message}`, place)
  const tile = tileAt(size, 0, Math.floor(index / TILE_HASHES))
  return finding('TILE_DIFFERS', `${tile && tilePath(tile)} holds another hash for index ${index}`, { index })
}
