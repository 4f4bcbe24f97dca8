import { quoted } from '../kernel/quoted.ts'
import { watchBareEvents } from './bare-events.ts'
import { endOf, judgeChain } from './chain.ts'
import { type ChainEnds, keepChainEnds } from './chain-ends.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type OnSubtree, startCompactRange } from './compact-range.ts'
import { type Finding, finding, type Verdict } from './finding.ts'
import { type PlacedEvent, placeOf, type StatedEvent } from './stated-event.ts'
import { compareWithTiles } from './tile-comparison.ts'
import { isSameHash, type Sha256 } from './tree-hash.ts'
import { type CheckedEvent, checkEvent, judgeErasure } from './verify-event.ts'

export interface LogToVerify {
  readonly sha256: Sha256
  /**
   * The checkpoint that the log is held against, opened with the log's key. Left out: the log is held against itself
   * alone, and an end that was cut off is not seen.
   */
  readonly checkpoint?: Checkpoint | undefined
  /** A checkpoint that the auditor kept: the log must extend it. */
  readonly kept?: Checkpoint | undefined
  /** The event that erased the personal part of another, where the caller knows: only so is `ERASURE_PENDING` seen. */
  readonly erasedBy?: (eventId: string) => string | undefined
  /** Told of each perfect subtree of the log: what tiles above level 0 are made of. */
  readonly onSubtree?: OnSubtree | undefined
  /** Where the streams stand; default: all in memory. With an overflow the memory does not grow with the streams. */
  readonly ends?: ChainEnds | undefined
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
 * Verifies a whole log as it streams by. It keeps 53 hashes, two tiles, the ends of the streams, and what is bare until
 * the event that erased it comes: memory does not grow with the events.
 */
export interface LogVerifier {
  /** The next event of the log. */
  add(event: StatedEvent): void
  /** The same, where `checkEvent` was asked elsewhere, such as on another core. */
  add(event: PlacedEvent, checked: CheckedEvent): void
  /** The next tile of level 0, before the events that it covers. With tiles a difference is named to the leaf. */
  addTile(bytes: Uint8Array): void
  /** `isWhole` is false where the rest could not be read: what only the end of a log tells is then not said. Default true. */
  end(isWhole?: boolean): LogReport
}

export function openLogVerifier(log: LogToVerify): LogVerifier {
  const { sha256, checkpoint, kept, erasedBy, onSubtree, ends = keepChainEnds() } = log
  const range = startCompactRange(sha256, onSubtree)
  const tiles = compareWithTiles(checkpoint?.size ?? 0)
  const bare = watchBareEvents()
  const listed = listFindings()
  let hasSignedRoot = false

  /** Holds the root against what was signed for just this size. */
  const judgeRoot = (): void => {
    const { size } = range
    if (size === checkpoint?.size) {
      hasSignedRoot = isSameHash(range.root(), checkpoint.root)
      if (!hasSignedRoot) listed.add(finding('ROOT_DIFFERS', `the ${size} leaves do not have the root that was signed`))
    }
    if (size === kept?.size && !isSameHash(range.root(), kept.root))
      listed.add(finding('HISTORY_FORKED', `the first ${size} leaves do not have the root of the kept checkpoint`))
  }

  /** What is missing at the end: erasures that nobody recorded, and events that were signed. */
  const judgeEnd = (): void => {
    const { size } = range
    for (const missing of bare.end()) listed.add(missing)
    if (checkpoint && size < checkpoint.size)
      listed.add(finding('LEAVES_MISSING', `the log has ${size} events; ${checkpoint.size} were signed`))
    if (kept && !checkpoint && kept.size > size)
      listed.add(finding('LOG_ROLLED_BACK', `the log has ${size} events; the kept checkpoint has ${kept.size}`))
  }

  if (kept && checkpoint) listed.add(judgeKept(kept, checkpoint))
  judgeRoot()
  return {
    add(event: PlacedEvent, checked: CheckedEvent = checkEvent(sha256, event as StatedEvent)) {
      const { link, leafHash, personal } = checked
      const index = range.size
      const wrong = checked.finding ?? (link && judgeChain(event, link, ends.get(link.stream)))
      if (wrong) listed.add({ ...wrong, index })
      // Go on from what is there, so that one missing event is one finding.
      if (link) ends.set(link.stream, endOf(link, leafHash))
      if (personal === 'gone') listed.add(bare.add(event, { ...placeOf(event), index }))
      else if (erasedBy) listed.add(judgeErasure({ ...placeOf(event), index }, personal, erasedBy(event.eventId)))
      // One out of its place erases nothing either.
      if (!wrong) listed.add(bare.explain(event, checked))

      tiles.addLeaf(leafHash, index, event)
      range.append(leafHash)
      judgeRoot()
    },

    addTile(bytes) {
      listed.add(tiles.addTile(bytes))
    },

    end(isWhole = true) {
      listed.addFirst(tiles.end(hasSignedRoot, isWhole))
      if (isWhole) judgeEnd()
      const { size } = range
      return { events: size, proven: checkpoint && hasSignedRoot ? checkpoint.size : 0, ...listed.end() }
    },
  }
}

/** What two checkpoints tell without the log. */
function judgeKept(kept: Checkpoint, { origin, size }: Checkpoint): Finding | undefined {
  if (kept.origin !== origin)
    return finding('ORIGIN_DIFFERS', `the kept checkpoint is of ${quoted(kept.origin)}, not ${quoted(origin)}`)
  if (kept.size > size)
    return finding('LOG_ROLLED_BACK', `${size} events are signed; the kept checkpoint has ${kept.size}`)
  return undefined
}

/** Findings and notices apart, neither longer than a report may be. */
function listFindings() {
  const findings: Finding[] = []
  const notices: Finding[] = []
  let omitted = 0
  return {
    add(found: Finding | undefined): void {
      if (!found) return
      const list = found.verdict === 'sound' ? notices : findings
      if (list.length < MAX_FINDINGS) list.push(found)
      else omitted++
    },

    /** What the tree says of a place stands before what the event there says. */
    addFirst(found: Finding | undefined): void {
      if (found) findings.unshift(found)
    },

    end(): Pick<LogReport, 'verdict' | 'findings' | 'notices' | 'omitted'> {
      const last = Number.POSITIVE_INFINITY
      const ordered = findings.toSorted((a, b) => (a.index ?? last) - (b.index ?? last) || 0)
      return { verdict: ordered[0]?.verdict ?? 'sound', findings: ordered, notices, omitted }
    },
  }
}
