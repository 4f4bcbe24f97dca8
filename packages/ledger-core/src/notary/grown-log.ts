import { sha256 } from '../evidence/digest.ts'
import { growTiles, type WrittenTile } from '../evidence/growing-tiles.ts'
import { hashLeaf } from '../evidence/leaf.ts'
import { isSameHash } from '../evidence/tree-hash.ts'
import { Fault } from '../kernel/fault.ts'
import type { EventStore, LoggedLeaf } from '../ports/event-store.ts'
import type { IndexedLeaf } from './evidence-folder.ts'
import { type LogEnd, rolledBack } from './log-end.ts'

/** What a page of the log adds to the tree. */
export interface GrownLog {
  readonly leaves: readonly IndexedLeaf[]
  readonly tiles: readonly WrittenTile[]
  readonly end: LogEnd
}

/**
 * Grows the tree by the log behind `from`, page by page, to at most `upTo` leaves. The last leaf is read once more: a
 * log that was taken back or exchanged while it was followed, such as behind a lost connection, does not have it.
 */
export async function* growLog(store: EventStore, from: LogEnd, upTo: number): AsyncGenerator<GrownLog> {
  let end = from
  let expected = from.last
  for await (const page of store.readLeaves({ after: from.before })) {
    if (expected !== undefined) assertSame(expected, page[0])
    const start = expected === undefined ? 0 : 1
    const events = page.slice(start, start + upTo - end.edge.size)
    expected = undefined
    if (events.length === 0) continue
    const grown = growOn(end, events)
    end = grown.end
    yield grown
    if (end.edge.size >= upTo) return
  }
  if (expected !== undefined) assertSame(expected, undefined)
}

function growOn({ edge, last, before }: LogEnd, events: readonly LoggedLeaf[]): GrownLog {
  const leaves = events.map(({ position, eventId, stream, revision, leaf, leafHash }, i): IndexedLeaf => {
    // What is signed is the hash of the leaf that is stored, not one that somebody wrote beside it.
    if (!isSameHash(hashLeaf(leaf), leafHash))
      throw new Fault(
        'LEDGER_ALTERED',
        `${eventId}, revision ${revision} of ${stream}, is stored with a hash that its leaf does not have; run verify`,
      )
    return { leafIndex: edge.size + i, position, eventId, stream, revision, leafHash }
  })
  const grown = growTiles(
    sha256,
    edge,
    leaves.map(({ leafHash }) => leafHash),
  )
  const end = {
    edge: grown.edge,
    last: events.at(-1),
    before: events.at(-2)?.position ?? last?.position ?? before,
  }
  return { leaves, tiles: grown.tiles, end }
}

function assertSame(signed: LoggedLeaf, found: LoggedLeaf | undefined): void {
  if (found?.eventId === signed.eventId && found.position === signed.position) {
    if (isSameHash(found.leafHash, signed.leafHash)) return
  }
  const { eventId, position, stream, revision } = signed
  throw rolledBack(`the log no longer holds ${eventId} at position ${position}, revision ${revision} of ${stream}`)
}
