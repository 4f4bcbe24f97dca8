import type { LoggedFact, LoggedLeaf, SealedEvent } from '../evidence/sealed-event.ts'

/**
 * The port between the ledger and an engine. A store never learns what a tender is; it keeps sealed events.
 * Whoever writes one runs the contract suite of `@procurement-ledger/core/testing` against it.
 */

export type { LoggedFact, LoggedLeaf, SealedEvent }

/** A sealed event with its place in the log. */
export interface StoredEvent extends SealedEvent {
  readonly position: bigint
}

export interface ReadStream {
  /** First revision wanted; default 0. */
  readonly fromRevision?: number
  readonly signal?: AbortSignal
}

export interface ReadLog {
  /** Exclusive. Left out: from the beginning. */
  readonly after?: bigint
  readonly signal?: AbortSignal
}

/**
 * An engine MUST keep these, and the contract suite asks for each:
 *
 * - An append is all or nothing, for one stream, and durable before it resolves.
 * - It carries the expected revision (-1: the stream must not exist); otherwise `RevisionConflict` with the actual one.
 *   A conflict fails alone: appends that were grouped with it stand.
 * - An empty append is refused (`APPEND_INVALID`).
 * - Events whose ids already lie in the stream at those revisions: succeeds, changes nothing, returns what is stored.
 * - An append that failed without a typed answer is `APPEND_UNKNOWN`; the caller re-reads or sends the same bytes again.
 * - Positions are commit-ordered: who has seen p never later finds a new event before p.
 * - Reads are paged and abortable; an abandoned read frees its resources.
 * - Bytes come back exactly as they went in.
 * - Append-only, enforced by the engine where it can be; erasing is the one exception.
 * - The append of a PersonalDataErased resolves when the personal part of its target, an earlier event of the stream, is
 *   gone with its salt. What a crash left in between, `finishErasures` finds.
 */
export interface EventStore {
  /** Appends after `expectedRevision` and answers with what is stored, in order. */
  append(stream: string, expectedRevision: number, events: readonly SealedEvent[]): Promise<readonly StoredEvent[]>

  /**
   * Appends a page of another log behind the head: many streams, in the order of commits, every event already verified.
   * It keeps what an append keeps, over all its streams: all of it or nothing, durable before it resolves, `RevisionConflict`
   * with the first stream that is not where the page expects it. A page that is stored already changes nothing. Events
   * whose part was erased come without it, and a PersonalDataErased in the page erases.
   *
   * From 1 to MAX_PAGE_EVENTS events, in each stream one behind the other; else `APPEND_INVALID`. Left out by stores where
   * appends are as fast.
   */
  importPage?(events: readonly SealedEvent[]): Promise<void>

  /** One stream, oldest first, in pages. An unknown stream has no pages. */
  readStream(stream: string, options?: ReadStream): AsyncIterable<readonly StoredEvent[]>

  /** The log in commit order up to its present end, in pages. */
  readLog(options?: ReadLog): AsyncIterable<readonly StoredEvent[]>

  /** As readLog, with only what folds need: the fast path of followers. */
  readFacts(options?: ReadLog): AsyncIterable<readonly LoggedFact[]>

  /** As readLog, with only what is signed: the fast path of the notary. */
  readLeaves(options?: ReadLog): AsyncIterable<readonly LoggedLeaf[]>

  /** Position of the last event; 0n for an empty log. */
  head(): Promise<bigint>

  /** Resolves when the log may hold events after `position`, or when `signal` aborts. May resolve early, never late by more than a second. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void>

  /** Removes the personal part and its salt; idempotent. Only where a PersonalDataErased in the stream names the event. */
  erase(eventId: string): Promise<void>

  /**
   * Removes every personal part that is still there though a PersonalDataErased in its stream names its event, and
   * answers how many. Asked for at every opening of a ledger, so it costs by the number of erasures, never by that of
   * events. Where the store may only be read, nothing is removed.
   */
  finishErasures(): Promise<number>

  /**
   * Runs `check` each time that the store lost its engine and found one again, before anything is appended there: it may
   * be a restored backup, or a standby that never got the last events. While the check throws, appends are answered with
   * what it throws; reads go on. Left out by stores whose engine cannot go away.
   */
  onReconnect?(check: () => Promise<void>): void

  close(): Promise<void>
}

/** The most events of one `importPage`. */
export const MAX_PAGE_EVENTS = 5_000

/** A stream that does not exist. */
export const NO_STREAM = -1
