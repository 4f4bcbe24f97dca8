import { Instant, instantMs } from '../kernel/calendar.ts'
import { Fault } from '../kernel/fault.ts'
import { quoted } from '../kernel/quoted.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import { Erasures } from './erasures.ts'
import { type LedgerEvent, projectStream, readEvent } from './event.ts'
import { catchUp } from './past.ts'
import { emptyState } from './stream-state.ts'
import { type Subject, subjectStream } from './subject.ts'
import { type ProjectView, viewOf } from './view.ts'

/** A cut of what the ledger knows of one stream: by the moment of knowledge (recordedAt <= asOf), or by revision. */
export interface Cut {
  /** RFC 3339 with offset. */
  readonly asOf?: string
  readonly revision?: number
}

export interface HistoryOptions {
  /** Exclusive revision; left out: from the first event. */
  readonly after?: number
  readonly signal?: AbortSignal
}

export interface FeedOptions {
  /** Exclusive position; left out: from the beginning. */
  readonly after?: string
  readonly types?: readonly string[]
  /** Ends at the log's present end instead of staying live. */
  readonly live?: false
  readonly signal?: AbortSignal
}

const POSITION = /^(0|[1-9][0-9]{0,18})$/

/** Parses a position; a receipt or a feed gave it, so anything else is a mistake to be named. */
export function parsePosition(text: string): bigint {
  if (!POSITION.test(text))
    throw new Fault(
      'POSITION_INVALID',
      `${JSON.stringify(text.slice(0, 40))} is not a position; use one that a receipt or a feed gave`,
    )
  return BigInt(text)
}

/** A moment that is none compares with nothing, so the answer would look like one of an early time. */
function momentOf(asOf: string): number {
  const parsed = Instant.safeParse(asOf)
  if (parsed.success) return instantMs(parsed.data)
  throw new Fault('CUT_INVALID', parsed.error.issues.map(({ message }) => message).join('; '))
}

function parseRevision(revision: number): number {
  if (Number.isSafeInteger(revision) && revision >= NO_STREAM) return revision
  throw new Fault(
    'CUT_INVALID',
    `${quoted(revision)} is not a revision; write a whole number, ${NO_STREAM} before the first event`,
  )
}

export async function readProject(
  store: EventStore,
  projectId: string,
  { asOf, revision }: Cut,
): Promise<ProjectView | undefined> {
  const untilMs = asOf === undefined ? Number.POSITIVE_INFINITY : momentOf(asOf)
  const last = revision === undefined ? Number.POSITIVE_INFINITY : parseRevision(revision)
  const isInside = (event: StoredEvent) => event.recordedMs <= untilMs && event.revision <= last
  const state = emptyState({ kind: 'project', id: projectId })
  // recordedAt never falls inside a stream, so both cuts are prefixes.
  await catchUp(store, projectStream(projectId), state, isInside)
  if (revision !== undefined && state.end.revision < revision) return
  return viewOf(state)
}

export async function* readHistory(
  store: EventStore,
  subject: Subject,
  { after = NO_STREAM, signal }: HistoryOptions,
): AsyncGenerator<LedgerEvent> {
  const options = { fromRevision: parseRevision(after) + 1, ...(signal && { signal }) }
  const erasures = new Erasures(store)
  for await (const page of store.readStream(subjectStream(subject), options)) {
    const by = await erasures.of(page)
    for (const stored of page) {
      if (signal?.aborted) return
      yield readEvent(stored, by.get(stored.eventId))
    }
  }
}

/** Catches up, then stays live: no gap and no duplicate between, because both follow one position. */
export async function* readFeed(store: EventStore, options: FeedOptions): AsyncGenerator<LedgerEvent> {
  const { types, live = true } = options
  const wanted = types && new Set(types)
  const signal = options.signal ?? new AbortController().signal
  let after = options.after === undefined ? 0n : parsePosition(options.after)
  const erasures = new Erasures(store)
  while (!signal.aborted) {
    for await (const page of store.readLog({ after, signal })) {
      const by = await erasures.of(page)
      for (const stored of page) {
        if (signal.aborted) return
        if (!wanted || wanted.has(stored.type)) yield readEvent(stored, by.get(stored.eventId))
        after = stored.position
      }
    }
    if (!live) return
    await store.waitBeyond(after, signal)
  }
}
