import type { Connection } from './connection.ts'
import { isUnder, positionOf } from './recorded.ts'
import { lastOfServer, lastUnder, logFrom } from './requests.ts'

const MARK_MS = 1_000

interface Stretch {
  readonly from: bigint
  readonly to: bigint
}

const NOTHING: Stretch = { from: 0n, to: 0n }

/**
 * Where the ledger ends on a server that it shares: its last event, and how far behind it the log was looked through and
 * nothing of the ledger was found, twice. That stretch is never read again, however long it grows: so one read that a
 * server ended before its time, and said nothing, must not be enough to hide an event for good.
 */
export class LogEnd {
  readonly #connection: Connection
  readonly #prefix: string
  /** The last event of the server, when it was last asked for. */
  #mark: { readonly position: bigint; readonly atMs: number } | undefined
  /** No event of the ledger lies after `from` and up to `to`. */
  #quiet = NOTHING
  /** What was found once. */
  #found: Stretch | undefined

  constructor(connection: Connection, prefix: string) {
    this.#connection = connection
    this.#prefix = prefix
  }

  /** Position of the ledger's last event; 0n where there is none. */
  async head(): Promise<bigint> {
    const end = await this.ofServer()
    const { from, to } = this.#quiet
    // Shorter than it was: another server, or an older copy. What was learned of it says nothing.
    if (end < to) this.forget()
    else if (to > 0n && (end === to || !(await this.#hasEventAfter(to)))) {
      this.learn(from, end)
      return from
    }
    const head = await this.#last()
    this.learn(head, end)
    return head
  }

  /** Position of the last event of the server, whoever wrote it; 0n for one that shows none yet. */
  async ofServer(): Promise<bigint> {
    const [last] = await this.#connection.read(lastOfServer())
    const position = positionOf(last) ?? 0n
    this.#mark = { position, atMs: Date.now() }
    return position
  }

  /**
   * Where the server ended, now or a little earlier: what is read after this was asked reaches at least there. Asked of
   * the server at most once a MARK_MS, however many read.
   */
  async mark(): Promise<bigint> {
    const known = this.#mark
    return known !== undefined && Date.now() - known.atMs < MARK_MS ? known.position : this.ofServer()
  }

  /** Where reading on behind `after` has to begin. */
  startAfter(after: bigint): bigint {
    const { from, to } = this.#quiet
    return after >= from && after < to ? to : after
  }

  /** Whether nothing of the ledger is known to lie between its last event and this position. */
  isBehindLast(position: bigint): boolean {
    return position >= this.#quiet.from && position <= this.#quiet.to
  }

  /** That a read found nothing of the ledger after `from` and up to `to`. `from` is an event of the ledger, or behind the last. */
  learn(from: bigint, to: bigint): void {
    if (from > to) return
    const last = this.isBehindLast(from) ? this.#quiet.from : from
    const before = this.#found
    this.#found = { from: last, to }
    if (before?.from === last) this.#widen(last, to < before.to ? to : before.to)
  }

  forget(): void {
    this.#mark = undefined
    this.#quiet = NOTHING
    this.#found = undefined
  }

  #widen(from: bigint, to: bigint): void {
    const { from: known, to: end } = this.#quiet
    if (from === known) this.#quiet = { from, to: to > end ? to : end }
    else if (to >= end) this.#quiet = { from, to }
  }

  async #last(): Promise<bigint> {
    for (let before: bigint | undefined; ; ) {
      const { responses } = await this.#connection.scan(lastUnder(this.#prefix, before), 0n)
      const [last] = responses
      const position = positionOf(last)
      if (last === undefined || position === undefined) return 0n
      if (isUnder(this.#prefix, last)) return position
      before = position
    }
  }

  /** Whether there may be one. */
  async #hasEventAfter(position: bigint): Promise<boolean> {
    // Reads begin at their position, inclusive; the event there is somebody else's, or the last one we know.
    const { responses, isCut } = await this.#connection.scan(logFrom(position, [this.#prefix], 2), position)
    return isCut || responses.some((response) => (positionOf(response) ?? 0n) > position)
  }
}
