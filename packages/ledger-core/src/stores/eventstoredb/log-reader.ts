import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Fault } from '../../kernel/fault.ts'
import type { LoggedFact, LoggedLeaf, ReadLog, ReadStream, StoredEvent } from '../../ports/event-store.ts'
import type { Answers, Connection } from './connection.ts'
import { eventsOf, type Framed, factOf, framed, leafOf } from './event-codec.ts'
import type { LogEnd } from './log-end.ts'
import type { PersonalParts } from './personal-parts.ts'
import { bytesOf, isUnder, nameIn, positionOf, type Recorded, recordedIn } from './recorded.ts'
import { logFrom, streamFrom } from './requests.ts'
import { SharedCalls } from './shared-calls.ts'
import { SETTINGS_PREFIX, type StreamSettings } from './stream-settings.ts'

/** A page ends at so many events, or when their data reach so many bytes. */
const PAGE_EVENTS = 256
const PAGE_BYTES = 4 * 1024 * 1024

export interface Surroundings {
  readonly connection: Connection
  /** What the streams of the ledger begin with. */
  readonly prefix: string
  readonly end: LogEnd
  readonly settings: StreamSettings
  readonly parts: PersonalParts
  readonly assertOpen: () => void
}

/** What came, and whether there is no more. */
interface Fetched {
  readonly responses: readonly ReadResp[]
  readonly isLast: boolean
}

/** One page of the log. */
interface LogPage {
  /** Events of the ledger, behind where it began. */
  readonly own: readonly Recorded[]
  readonly isLast: boolean
  /** Where the next one begins. */
  readonly reached: bigint
}

/** Reads in pages. Each is one call that has ended before its events are handed out: an abandoned read holds nothing. */
export class LogReader {
  readonly #in: Surroundings
  readonly #pages = new SharedCalls<LogPage>()

  constructor(surroundings: Surroundings) {
    this.#in = surroundings
  }

  events(read: ReadLog): AsyncGenerator<readonly StoredEvent[]> {
    return this.#log(read, (page) => eventsOf(page, this.#in.parts))
  }

  facts(read: ReadLog): AsyncGenerator<readonly LoggedFact[]> {
    return this.#log(read, (page) => page.map(factOf))
  }

  leaves(read: ReadLog): AsyncGenerator<readonly LoggedLeaf[]> {
    return this.#log(read, (page) => page.map(leafOf))
  }

  async *stream(stream: string, { fromRevision = 0, signal }: ReadStream): AsyncGenerator<readonly StoredEvent[]> {
    this.#in.assertOpen()
    for await (const page of this.framedStream(stream, fromRevision, signal)) {
      yield await eventsOf(page, this.#in.parts)
      this.#in.assertOpen()
    }
  }

  /** As `stream`, with personal parts as they are stored, and also while the store closes: appends read back. */
  async *framedStream(stream: string, fromRevision: number, signal?: AbortSignal): AsyncGenerator<readonly Framed[]> {
    const { prefix, settings } = this.#in
    const name = prefix + stream
    for (let from = fromRevision; !signal?.aborted; ) {
      await settings.assertKept(name)
      const answers = await this.#in.connection.page(streamFrom(name, from, PAGE_EVENTS), pageful(), signal)
      const { responses, isLast } = fetched(answers, PAGE_EVENTS)
      if (signal?.aborted) return
      const page = recordedIn(responses).map((recorded) => framed(recorded, prefix))
      if (page.length > 0) yield page
      if (isLast) return
      from = (page.at(-1)?.revision ?? from) + 1
    }
  }

  async *#log<Result>(
    { after = 0n, signal }: ReadLog,
    resultsOf: (page: readonly Framed[]) => readonly Result[] | Promise<readonly Result[]>,
  ): AsyncGenerator<readonly Result[]> {
    const { prefix, end, assertOpen } = this.#in
    for (let from = end.startAfter(after); !signal?.aborted; ) {
      assertOpen()
      const start = from
      const fetched = await this.#pages.share(start, () => this.#fetchLog(start), signal)
      if (fetched === undefined || signal?.aborted) return
      const page = fetched.own.map((recorded) => framed(recorded, prefix))
      if (page.length > 0) yield await resultsOf(page)
      if (fetched.isLast) return
      from = end.startAfter(fetched.reached)
    }
  }

  async #fetchLog(from: bigint): Promise<LogPage> {
    const { prefix, settings, end } = this.#in
    const prefixes = [prefix, SETTINGS_PREFIX + prefix]
    // Before the page: what lies up to here is there by then.
    const mark = await end.mark()
    // One more, because reads begin at their position, inclusive.
    const { responses, isLast } = await this.#fetchFrom(from, prefixes)
    const all = responses.filter((response) => response.hasEvent())
    const found = all.filter((response) => (positionOf(response) ?? 0n) > from)
    const own = recordedIn(found.filter((response) => isUnder(prefix, response)))
    for (const response of found)
      if (isUnder(SETTINGS_PREFIX + prefix, response))
        await settings.assertStillKept(nameIn(response).slice(SETTINGS_PREFIX.length))
    const isFromOwn = all.some((response) => positionOf(response) === from && isUnder(prefix, response))
    const last = own.at(-1)?.position ?? from
    if (isLast && (own.length > 0 || isFromOwn || end.isBehindLast(last))) end.learn(last, mark)
    return { own, isLast, reached: positionOf(found.at(-1)) ?? from }
  }

  /** A position behind the end of the server is no mistake: there is nothing after it. */
  async #fetchFrom(from: bigint, prefixes: readonly string[]): Promise<Fetched> {
    const count = PAGE_EVENTS + 1
    try {
      return fetched(await this.#in.connection.scan(logFrom(from, prefixes, count), from, pageful()), count)
    } catch (error) {
      const isInvalid = error instanceof Fault && error.code === 'POSITION_INVALID'
      if (!isInvalid || from <= (await this.#in.end.ofServer())) throw error
      return { responses: [], isLast: true }
    }
  }
}

/** Says when the data of a page are enough. */
function pageful(): (response: ReadResp) => boolean {
  let bytes = 0
  return (response) => {
    bytes += bytesOf(response)
    return bytes >= PAGE_BYTES
  }
}

/** It was the last page if it ended by itself, with less than was asked for. */
const fetched = ({ responses, isCut }: Answers, count: number): Fetched => ({
  responses,
  isLast: !isCut && responses.filter((response) => response.hasEvent()).length < count,
})
