import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Waiters } from '../waiters.ts'
import { inTime, type Limits } from './connection.ts'
import { discard, hangUp } from './connection-end.ts'

/** The truth, for what a notification did not tell: how often the head is asked for while somebody waits. */
const POLL_MS = 500
/** Looks without anybody who waits, before the connection is given back. */
const IDLE_LOOKS = 20

interface Surroundings {
  readonly head: () => Promise<bigint>
  /** A connection for notifications alone; `onLost` is called when it breaks. */
  readonly connect: (onLost: (client: Client) => void) => Promise<Client>
  readonly channel: string
  readonly limits: Limits
}

/** A position, as append_events tells it. Whoever knows the channel may tell anything there. */
const POSITION = /^[0-9]{1,18}$/

/**
 * Wakes those who wait for the log to grow: at once after our own commits, by NOTIFY after those of other processes, and
 * by asking where a notification was lost. All of them share one connection, which is there while somebody waits. A
 * server that is gone wakes nobody: when it is back, the next look finds what it has.
 */
export class LogWatch {
  readonly #surroundings: Surroundings
  readonly #waiters = new Waiters()
  readonly #stopping = new AbortController()
  #watching: Promise<void> | undefined
  #listening: Promise<void> | undefined
  #listener: Client | undefined
  /** The end of the log as last heard of. */
  #head = 0n

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  async waitBeyond(position: bigint, signal: AbortSignal): Promise<void> {
    // Begins before anything is believed: what was heard may be of a log that was taken back since.
    const woken = this.#head > position || signal.aborted ? undefined : this.#waiters.wait(position, signal)
    this.#watching ??= this.#watch()
    await woken
  }

  /** The log ends at `head` now. */
  grown(head: bigint): void {
    if (head > this.#head) this.#head = head
    this.#waiters.wake(head)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#waiters.wakeAll()
    await Promise.all([this.#watching, this.#listening])
    if (this.#listener !== undefined) await hangUp(this.#listener)
  }

  /** Ends when nobody has waited for a while. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    for (let idle = 0; idle < IDLE_LOOKS && !signal.aborted; idle = this.#waiters.size === 0 ? idle + 1 : 0) {
      // A connection that is slow to come does not keep from looking.
      this.#listening ??= this.#listen().finally(() => {
        this.#listening = undefined
      })
      await this.#look()
      await sleep(POLL_MS, undefined, { signal }).catch(() => {})
    }
    // Without a pause behind the last look: whoever waits from here on finds nobody watching, and begins anew.
    this.#watching = undefined
    const listener = this.#listener
    this.#listener = undefined
    if (listener !== undefined) await hangUp(listener)
  }

  async #look(): Promise<void> {
    const heard = this.#head
    try {
      const head = await this.#surroundings.head()
      // Also where it is smaller: a log that was restored would else wake everybody for nothing, again and again.
      if (this.#head === heard) this.#head = head
      this.#waiters.wake(head)
    } catch {
      // It is looked for again.
    }
  }

  async #listen(): Promise<void> {
    if (this.#listener !== undefined || this.#waiters.size === 0) return
    const { connect, channel, limits } = this.#surroundings
    try {
      const listener = await connect((lost) => this.#lose(lost))
      this.#listener = listener
      listener.on('notification', ({ payload = '' }) => {
        if (POSITION.test(payload)) this.grown(BigInt(payload))
      })
      await inTime(limits, listener.query(`LISTEN "${channel}"`))
    } catch {
      // Without notifications there is still the look, and at each look it is tried again.
      if (this.#listener !== undefined) this.#lose(this.#listener)
    }
  }

  #lose(listener: Client): void {
    discard(listener)
    if (this.#listener === listener) this.#listener = undefined
  }
}
