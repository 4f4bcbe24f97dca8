import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Fault } from '../../kernel/fault.ts'
import { type Asking, answered, connect, type Limits } from './connection.ts'
import { discard, hangUp } from './connection-end.ts'
import { engineFault, isOfConnection, isPassing } from './engine-fault.ts'
import type { Location } from './location.ts'
import { assertSchema, ensureSchema } from './schema.ts'

const FIRST_BACKOFF_MS = 25
const MAX_BACKOFF_MS = 1_000

/** The last event that this process knows to be in the log: what a server that it finds again must still hold. */
export interface Known {
  readonly position: bigint
  readonly eventId: string
}

/**
 * The one connection that writes. A lost one is replaced by a new one, and nothing is sent there before it is known to
 * lead to the same log: it may be a restored backup, or a standby that never got the last events.
 */
export class WriterSession {
  readonly #location: Location
  readonly #limits: Limits
  readonly #checks: (() => Promise<void>)[] = []
  #client: Client | undefined
  #ledgerId: string | undefined
  #known: Known | undefined
  #isClosed = false
  #lastWork: Promise<unknown> = Promise.resolve()

  constructor(location: Location, limits: Limits) {
    this.#location = location
    this.#limits = limits
  }

  /** Opens for the first time; unless it only reads, makes the tables or brings them up to date. */
  async open({ create, readOnly }: { readonly create: boolean; readonly readOnly: boolean }): Promise<void> {
    const { shown } = this.#location
    try {
      const client = await connect(this.#location, this.#limits, (lost) => this.#lose(lost))
      this.#client = client
      if (readOnly) await assertSchema(client, this.#location, this.#limits)
      else await ensureSchema(client, this.#location, this.#limits, create)
      await this.#assertSameLog(client)
    } catch (error) {
      this.drop()
      throw engineFault(shown, error)
    }
  }

  /** Also asked, after every reconnect, whether the log is still the one that it was. */
  addCheck(check: () => Promise<void>): void {
    this.#checks.push(check)
  }

  /** What the log is known to hold from here on. */
  learn(known: Known): void {
    if (this.#known === undefined || known.position > this.#known.position) this.#known = known
  }

  /** The channel on which the server tells of growth. */
  get channel(): string {
    return this.#ledgerId as string
  }

  /**
   * Runs what writes, one after the other. Where the connection breaks, it is given up.
   *
   * @throws Fault APPEND_UNKNOWN, or what the server gave, or why it is not reached
   */
  write<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const written = this.#lastWork.then(() => this.#write(work))
    this.#lastWork = written.catch(() => {})
    return written
  }

  async #write<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#connected()
    const { shown } = this.#location
    try {
      return await work(client)
    } catch (error) {
      if (!isOfConnection(error)) throw engineFault(shown, error)
      this.drop()
      throw new Fault(
        'APPEND_UNKNOWN',
        `${shown}: the connection broke off, so it is not known whether the append took place; send the same again`,
        error,
      )
    }
  }

  /**
   * A connection that leads to the log. Waits for a server that is gone, as long as for one that is busy.
   *
   * @throws Fault STORE_UNREACHABLE, or what keeps it from being used
   */
  async #connected(): Promise<Client> {
    if (this.#client !== undefined) return this.#client
    const deadlineMs = performance.now() + this.#limits.busyTimeoutMs
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
      try {
        return await this.#reconnect()
      } catch (error) {
        const fault = engineFault(this.#location.shown, error)
        if (!isPassing(fault) || this.#isClosed || performance.now() + backoffMs > deadlineMs) throw fault
      }
      await sleep(backoffMs)
    }
  }

  /** Gives the connection up: nobody knows what became of what was sent there. */
  drop(): void {
    if (this.#client !== undefined) discard(this.#client)
    this.#client = undefined
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const client = this.#client
    this.#client = undefined
    if (client !== undefined) await hangUp(client)
  }

  async #reconnect(): Promise<Client> {
    const client = await connect(this.#location, this.#limits, (lost) => this.#lose(lost))
    try {
      await assertSchema(client, this.#location, this.#limits)
      await this.#assertSameLog(client)
      for (const check of this.#checks) await check()
    } catch (error) {
      discard(client)
      throw error
    }
    this.#client = client
    return client
  }

  /** A connection that is lost while nothing is sent is noticed here, and not at the next append. */
  #lose(client: Client): void {
    if (this.#client === client) this.drop()
  }

  async #assertSameLog(client: Asking): Promise<void> {
    const { shown } = this.#location
    const { position: known = 0n, eventId } = this.#known ?? {}
    const { rows } = await answered<[ledgerId: string, position: string, eventId: string | null]>(
      client,
      this.#limits,
      {
        rowMode: 'array',
        text: `SELECT ledger_id, position, (SELECT event_id FROM events WHERE position = $1)
        FROM ledger_head ORDER BY position DESC LIMIT 1`,
        values: [known],
      },
    )
    const [ledgerId, position, found] = rows[0] ?? []
    if (ledgerId === undefined || position === undefined)
      throw new Fault('STORE_NOT_A_LEDGER', `${shown}: the head of the log is missing; restore it from a backup`)
    this.#ledgerId ??= ledgerId
    if (ledgerId === this.#ledgerId && BigInt(position) >= known && (eventId ?? found) === found) return
    throw new Fault(
      'LEDGER_ROLLED_BACK',
      `${shown} no longer holds event ${eventId} at position ${known}, which this process saw there; nothing is recorded. ` +
        'Restore a copy that holds it, or fail over to a standby that does',
    )
  }
}
