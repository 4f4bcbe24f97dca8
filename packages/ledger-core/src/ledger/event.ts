import { base64 } from '../evidence/digest.ts'
import { utcMillis } from '../kernel/calendar.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import type { Meta } from '../procurement/fact.ts'
import type { EventType } from '../procurement/lifecycle.ts'
import { merge } from '../procurement/personal.ts'

/** An event as everybody outside reads it: its envelope and its data, personal fields merged in where they still are. */
export interface LedgerEvent {
  readonly eventId: string
  readonly stream: string
  /** Only in the streams of projects. */
  readonly projectId?: string
  /** From 0, in the stream. */
  readonly revision: number
  /** Decimal; place in the log. */
  readonly position: string
  readonly type: EventType
  readonly schemaVersion: number
  /** The caller's text: RFC 3339 with offset. */
  readonly occurredAt: string
  /** UTC with milliseconds, the ledger's clock. */
  readonly recordedAt: string
  readonly actor: Meta['actor'] & { readonly name?: string }
  readonly onBehalfOf?: string
  readonly command?: Meta['command']
  readonly correlationId?: string
  readonly causationId?: string
  readonly evidence?: Meta['evidence']
  readonly findings?: Meta['findings']
  readonly overrides?: Meta['overrides']
  /** base64 of the RFC 9162 leaf hash. */
  readonly leafHash: string
  /** The event that erased its personal fields, which `data` and `actor` therefore lack. */
  readonly erased?: { readonly by: string }
  readonly data: { readonly [field: string]: unknown }
}

/** What the ledger answers when a fact is recorded: made from what is stored, never from what was sent. */
export interface Receipt {
  readonly eventId: string
  /** Of a project. */
  readonly projectId?: string
  /** Of whatever is no project: `party-P-1`, `expert-E-1`. */
  readonly stream?: string
  readonly type: string
  readonly revision: number
  readonly position: string
  readonly recordedAt: string
  readonly leafHash: string
}

const PROJECT_PREFIX = 'project-'

export const projectStream = (projectId: string): string => PROJECT_PREFIX + projectId

export const projectIdOf = (stream: string): string | undefined =>
  stream.startsWith(PROJECT_PREFIX) ? stream.slice(PROJECT_PREFIX.length) : undefined

const subjectField = (stream: string): Pick<Receipt, 'projectId' | 'stream'> => {
  const projectId = projectIdOf(stream)
  return projectId === undefined ? { stream } : { projectId }
}

export const receiptOf = ({
  eventId,
  stream,
  type,
  revision,
  position,
  recordedMs,
  leafHash,
}: StoredEvent): Receipt => ({
  eventId,
  ...subjectField(stream),
  type,
  revision,
  position: position.toString(),
  recordedAt: utcMillis(recordedMs),
  leafHash: base64(leafHash),
})

/** `erasedBy` is the erasure that names it, as `Erasures` finds it: what it erased is not shown, even if it is still there. */
export function readEvent(stored: StoredEvent, erasedBy?: string): LedgerEvent {
  const projectId = projectIdOf(stored.stream)
  const { v: _version, ...meta } = JSON.parse(stored.meta)
  const event = {
    eventId: stored.eventId,
    stream: stored.stream,
    ...(projectId === undefined ? {} : { projectId }),
    revision: stored.revision,
    position: stored.position.toString(),
    type: stored.type,
    schemaVersion: stored.schemaVersion,
    occurredAt: meta.occurredAt,
    recordedAt: utcMillis(stored.recordedMs),
    ...meta,
    leafHash: base64(stored.leafHash),
    ...(erasedBy !== undefined && { erased: { by: erasedBy } }),
    data: JSON.parse(stored.data),
  }
  if (stored.personal === undefined || erasedBy !== undefined) return event
  return merge(event, JSON.parse(stored.personal)) as unknown as LedgerEvent
}
