import { hashLeaf } from '../../evidence/leaf.ts'
import { parseLeaf } from '../../evidence/leaf-text.ts'
import { isSameHash } from '../../evidence/tree-hash.ts'
import { Fault } from '../../kernel/fault.ts'
import type { LoggedFact, LoggedLeaf, SealedEvent, StoredEvent } from '../../ports/event-store.ts'
import { decodeFrame, type Frame, FrameError } from './frame.ts'
import type { PersonalParts } from './personal-parts.ts'
import type { Recorded } from './recorded.ts'

/** An event of the ledger whose frame was read. */
export interface Framed extends Recorded {
  /** Without the ledger's prefix. */
  readonly stream: string
  readonly frame: Frame
}

/**
 * Reads what the server keeps of a ledger whose streams begin with `prefix`. Id, stream, revision, type and position are
 * the server's word; all else stands in the frame, and the verifier compares the two.
 *
 * @throws Fault LEDGER_ALTERED for what no ledger wrote
 */
export function framed(recorded: Recorded, prefix: string): Framed {
  try {
    return { ...recorded, stream: recorded.name.slice(prefix.length), frame: decodeFrame(recorded.data) }
  } catch (error) {
    if (!(error instanceof FrameError)) throw error
    throw altered(recorded, `is no event of a ledger: ${error.message}`, error)
  }
}

export function leafOf({ position, eventId, stream, revision, frame: { leaf } }: Framed): LoggedLeaf {
  return { position, eventId, stream, revision, leaf, leafHash: hashLeaf(leaf) }
}

export function factOf(event: Framed): LoggedFact {
  const { position, eventId, stream, revision, type, frame } = event
  return { position, eventId, stream, revision, type, ...statedIn(event), data: frame.data }
}

export async function eventsOf(page: readonly Framed[], parts: PersonalParts): Promise<StoredEvent[]> {
  const opened = await parts.open(page)
  return page.map((event, i) => {
    const { leaf, dataSalt, meta, metaSalt } = event.frame
    const part = opened[i]
    return {
      ...factOf(event),
      leaf,
      leafHash: hashLeaf(leaf),
      dataSalt,
      meta,
      metaSalt,
      personal: part?.text,
      personalSalt: part?.salt,
    }
  })
}

/**
 * Only what the leaf states comes back, so an event that says something else beside it is not taken.
 *
 * @throws Fault APPEND_INVALID
 */
export function assertStated(event: SealedEvent): void {
  const parsed = parseLeaf(event.leaf)
  const isStated =
    parsed.ok &&
    parsed.value.eventId === event.eventId &&
    parsed.value.stream === event.stream &&
    parsed.value.revision === event.revision &&
    parsed.value.type === event.type &&
    parsed.value.schemaVersion === event.schemaVersion &&
    Date.parse(parsed.value.occurred) === event.occurredMs &&
    Date.parse(parsed.value.recorded) === event.recordedMs &&
    isSameHash(hashLeaf(event.leaf), event.leafHash)
  if (!isStated)
    throw new Fault('APPEND_INVALID', `${event.eventId} is not what its leaf says; append it as it was sealed`)
}

/** What only the leaf says. */
function statedIn(event: Framed): Pick<LoggedFact, 'schemaVersion' | 'occurredMs' | 'recordedMs'> {
  const parsed = parseLeaf(event.frame.leaf)
  if (!parsed.ok) throw altered(event, `has no leaf: ${parsed.finding.message}`)
  const { schemaVersion, occurred, recorded } = parsed.value
  return { schemaVersion, occurredMs: Date.parse(occurred), recordedMs: Date.parse(recorded) }
}

export const altered = ({ name, revision, position }: Recorded, says: string, cause?: unknown): Fault =>
  new Fault('LEDGER_ALTERED', `${name} at ${revision} (position ${position}) ${says}`, cause)
