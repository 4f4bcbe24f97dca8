import { Readable } from 'node:stream'
import {
  Erasures,
  type EventStore,
  type Ledger,
  type LedgerEvent,
  readEvent,
  type StoredEvent,
} from '@procurement-ledger/core'

/** Streams of the feed. Each is pulled by its reader, page by page: a slow reader slows itself and holds no memory. */

/** A comment line this often keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 15_000

/** Events looked at for one page of a filtered feed, so that a rare type cannot hold a request for ever. */
const MAX_SCANNED = 50_000

interface Wanted {
  readonly after: bigint
  readonly types: ReadonlySet<string> | undefined
}

export interface FeedPage {
  readonly events: readonly LedgerEvent[]
  /** Where the next page begins: the last event looked at, wanted or not. */
  readonly next: bigint
}

export async function readPage(store: EventStore, { after, types }: Wanted, limit: number): Promise<FeedPage> {
  const erasures = new Erasures(store)
  const events: LedgerEvent[] = []
  let next = after
  let scanned = 0
  for await (const page of store.readLog({ after })) {
    const by = await erasures.of(page)
    for (const stored of page) {
      next = stored.position
      if (!types || types.has(stored.type)) events.push(readEvent(stored, by.get(stored.eventId)))
      if (events.length === limit || ++scanned === MAX_SCANNED) return { events, next }
    }
  }
  return { events, next }
}

/** Newline-delimited JSON of everything up to the present end of the log. */
export function ndjson(store: EventStore, { after, types }: Wanted, signal: AbortSignal): Readable {
  return Readable.from(pages(), { objectMode: false })

  async function* pages() {
    const erasures = new Erasures(store)
    for await (const page of store.readLog({ after, signal })) yield* chunks(page, types, await erasures.of(page), line)
  }
}

/** Server-sent events: catches up, then stays live until the reader goes or the service stops. */
export function eventStream({ store }: Ledger, { after, types }: Wanted, signal: AbortSignal): Readable {
  return Readable.from(messages(), { objectMode: false })

  async function* messages() {
    yield 'retry: 1000\n\n'
    const erasures = new Erasures(store)
    let position = after
    while (!signal.aborted) {
      for await (const page of store.readLog({ after: position, signal })) {
        yield* chunks(page, types, await erasures.of(page), message)
        position = page.at(-1)?.position ?? position
      }
      const quiet = AbortSignal.timeout(HEARTBEAT_MS)
      await store.waitBeyond(position, AbortSignal.any([signal, quiet]))
      if (quiet.aborted) yield ': still here\n\n'
    }
  }
}

/** Text handed to a reader at once: enough that the cost of a chunk does not count, and little to hold. */
const CHUNK_CHARS = 64 * 1024

function* chunks(
  page: readonly StoredEvent[],
  types: Wanted['types'],
  erasedBy: ReadonlyMap<string, string>,
  write: (event: LedgerEvent) => string,
): Generator<string> {
  let chunk = ''
  for (const stored of page) {
    if (types && !types.has(stored.type)) continue
    chunk += write(readEvent(stored, erasedBy.get(stored.eventId)))
    if (chunk.length < CHUNK_CHARS) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

const line = (event: LedgerEvent): string => `${JSON.stringify(event)}\n`

/** Without a name of its own, so that a browser's `onmessage` hears every one; the type stands in the event. */
const message = (event: LedgerEvent): string => `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`
