import { type Ledger, projectStream, type StoredEvent } from '@procurement-ledger/core'
import { sha256 } from '@procurement-ledger/core/notary'
import {
  bundleFiles,
  MAX_BUNDLE_EVENTS,
  type ProvenEvent,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  proveInclusion,
  type ReadTile,
} from '@procurement-ledger/core/verify'
import { missingSubject } from '../http/missing-subject.ts'
import { invalidProblem, serviceProblem } from '../http/problems.ts'
import { MAX_INFLATED_BYTES, MAX_ZIP_BYTES, writeZip } from './zip.ts'

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

export interface BundleOptions {
  /** Events of a checkpoint that the reader kept: the bundle proves that the log extends it. */
  readonly since?: number | undefined
  readonly maxEvents?: number | undefined
  /** Of all files together, before they are packed. */
  readonly maxBytes?: number | undefined
}

/**
 * Every event of a project with all that proves it, as a zip: the same bytes for the same log and checkpoint.
 *
 * @throws Problem PROJECT_UNKNOWN; NOTARY_BEHIND while an event is not yet signed; BUNDLE_TOO_LARGE; INVALID for a
 * `since` beyond what is signed
 */
export async function projectBundle(
  ledger: Ledger,
  evidence: BundleEvidence,
  projectId: string,
  { since, maxEvents = MAX_BUNDLE_EVENTS, maxBytes = MAX_INFLATED_BYTES }: BundleOptions = {},
): Promise<Uint8Array> {
  const stored = await readProject(ledger, projectId, maxEvents, maxBytes)
  if (stored.length === 0) throw await missingSubject(ledger, projectId)

  // Read behind the events: what was recorded before is under it, or will be under the next.
  const checkpoint = evidence.checkpoint()
  const size = checkpoint === undefined ? 0 : (sizeOfNote(checkpoint) ?? 0)
  if (checkpoint === undefined) throw serviceProblem('NOTARY_BEHIND', 'nothing is signed yet; try again')
  if (since !== undefined && since > size)
    throw invalidProblem([{ path: '/since', message: `${since} is beyond the ${size} events that are signed` }])
  const events = stored.map((event): ProvenEvent => {
    const index = evidence.indexOf(event.eventId)
    if (index === undefined || index >= size)
      throw serviceProblem(
        'NOTARY_BEHIND',
        `revision ${event.revision} of ${projectId} is not signed yet; a notary does it within a second: ledger serve --key`,
      )
    return { event, index, path: proveInclusion(sha256, index, size, (tile) => evidence.readTile(tile)) }
  })
  const extended =
    since === undefined
      ? undefined
      : { from: since, path: proveConsistency(sha256, since, size, (tile) => evidence.readTile(tile)) }
  const files = bundleFiles({ checkpoint, keys: evidence.verifierKeys, events, extends: extended })
  const bytes = files.values().reduce((sum, file) => sum + file.length, 0)
  const zip = bytes <= maxBytes ? writeZip(files) : undefined
  // Nobody is given what no verifier takes.
  if (!zip || zip.length > MAX_ZIP_BYTES) throw tooLarge(projectId, `${maxBytes} bytes, or ${MAX_ZIP_BYTES} packed`)
  return zip
}

/** The events of a project; no more are read than a bundle can hold. */
async function readProject(ledger: Ledger, projectId: string, maxEvents: number, maxBytes: number) {
  const stored: StoredEvent[] = []
  let characters = 0
  for await (const page of ledger.store.readStream(projectStream(projectId))) {
    stored.push(...page)
    if (stored.length > maxEvents) throw tooLarge(projectId, `${maxEvents} events`)
    for (const { data, meta } of page) characters += data.length + meta.length
    // A character has at least one byte.
    if (characters > maxBytes) throw tooLarge(projectId, `${maxBytes} bytes`)
  }
  return stored
}

const tooLarge = (projectId: string, limit: string) =>
  serviceProblem(
    'BUNDLE_TOO_LARGE',
    `${projectId} has more than ${limit}, which is what a bundle holds; export it as ndjson, and verify the ledger's file`,
  )

/** How many events a note says are under it; undefined for what is no checkpoint. */
function sizeOfNote(note: string): number | undefined {
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : undefined
  return checkpoint?.ok ? checkpoint.value.size : undefined
}
