import { type Ledger, projectStream, type StoredEvent } from '@procurement-ledger/core'
import { sha256 } from '@procurement-ledger/core/notary'
import {
  bundleFiles,
  MAX_BUNDLE_EVENTS,
  type ProvenEvent,
  parseCheckpoint,
  parseNote,
  proveInclusion,
  type ReadTile,
} from '@procurement-ledger/core/verify'
import { missingProject } from '../http/missing-project.ts'
import { serviceProblem } from '../http/problems.ts'
import { writeZip } from './zip.ts'

/** What proves the events of a log: its latest checkpoint, its tiles, and where each event stands in its tree. */
export interface BundleEvidence {
  /** The latest signed note; undefined before the first. */
  readonly checkpoint: () => string | undefined
  /** Tiles of the tree under that checkpoint, or a larger one. */
  readonly readTile: ReadTile
  readonly indexOf: (eventId: string) => number | undefined
  /** Verifier keys that sign now. */
  readonly verifierKeys: readonly string[]
}

/**
 * Every event of a project with all that proves it, as a zip: the same bytes for the same log and checkpoint.
 *
 * @throws Problem PROJECT_UNKNOWN; NOTARY_BEHIND while an event is not yet signed; BUNDLE_TOO_LARGE
 */
export async function projectBundle(
  ledger: Ledger,
  evidence: BundleEvidence,
  projectId: string,
  maxEvents = MAX_BUNDLE_EVENTS,
): Promise<Uint8Array> {
  const stored: StoredEvent[] = []
  for await (const page of ledger.store.readStream(projectStream(projectId))) {
    stored.push(...page)
    if (stored.length > maxEvents)
      throw serviceProblem('BUNDLE_TOO_LARGE', `${projectId} has more than ${maxEvents} events; export it as ndjson`)
  }
  if (stored.length === 0) throw await missingProject(ledger, projectId)

  // Read behind the events: what was recorded before is under it, or will be under the next.
  const checkpoint = evidence.checkpoint()
  const size = checkpoint === undefined ? 0 : sizeOf(checkpoint)
  if (checkpoint === undefined) throw serviceProblem('NOTARY_BEHIND', 'nothing is signed yet')
  const events = stored.map((event): ProvenEvent => {
    const index = evidence.indexOf(event.eventId)
    if (index === undefined || index >= size)
      throw serviceProblem('NOTARY_BEHIND', `revision ${event.revision} of ${projectId} is not signed yet`)
    return { event, index, path: proveInclusion(sha256, index, size, (tile) => evidence.readTile(tile)) }
  })
  return writeZip(bundleFiles({ checkpoint, keys: evidence.verifierKeys, events }))
}

/** The log's own note; one that cannot be read covers nothing. */
function sizeOf(note: string): number {
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : undefined
  return checkpoint?.ok ? checkpoint.value.size : 0
}
