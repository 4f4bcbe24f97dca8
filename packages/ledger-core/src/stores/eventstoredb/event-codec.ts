import { hashLeaf } from '../../evidence/leaf.ts'
import { parseLeaf } from '../../evidence/leaf-text.ts'
import { Fault } from '../../kernel/fault.ts'
import type { LoggedFact, LoggedLeaf, StoredEvent } from '../../ports/event-store.ts'
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

/** What only the leaf says. */
function statedIn(event: Framed): Pick<LoggedFact, 'schemaVersion' | 'occurredMs' | 'recordedMs'> {
  const parsed = parseLeaf(event.frame.leaf)
  if (!parsed.ok) throw altered(event, `has no leaf: ${parsed.finding.message}`)
  const { schemaVersion, occurred, recorded } = parsed.value
  return { schemaVersion, occurredMs: Date.parse(occurred), recordedMs: Date.parse(recorded) }
}

export const altered = ({ name, revision, position }: Recorded, says: string, cause?: unknown): Fault =>
  new Fault('LEDGER_ALTERED', `${name} at ${revision} (position ${position}) ${says}`, cause)
