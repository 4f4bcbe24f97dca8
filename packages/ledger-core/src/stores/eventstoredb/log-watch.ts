import { setTimeout as sleep } from 'node:timers/promises'
import { Waiters } from '../waiters.ts'
import type { Connection } from './connection.ts'
import type { LogEnd } from './log-end.ts'
import { isUnder, positionOf } from './recorded.ts'
import { subscriptionFromNow } from './requests.ts'

/** How often the end of the log is asked for while somebody waits: what a subscription that fell silent would miss. */
const LOOK_MS = 250
/** A subscription outlives the last wait by this much: followers wait again and again. */
const LINGER_MS = 5_000
const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 2_000

interface Watching {
  readonly connection: Connection
  readonly end: LogEnd
  readonly prefix: string
}

/**
 * Wakes those who wait for the log to grow. A subscription says it at once; whenever it ends another one is begun, from
 * then on. A look at the end of the log, when a subscription begins and each LOOK_MS, says what none of them did.
 */
export class LogWatch {
  readonly #in: Watching
  readonly #waiters = new Waiters()
  /** The furthest event that was heard of: what is said between a read and the wait that follows it is not lost. */
  #seen = 0n
  #isStopped = false
  #subscription: AbortController | undefined
  #looking: NodeJS.Timeout | undefined
  #lingering: NodeJS.Timeout | undefined

  constructor(watching: Watching) {
    this.#in = watching
  }

  async waitBeyond(position: bigint, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#seen > position) return
    this.#begin()
    await this.#waiters.wait(position, signal)
    if (this.#waiters.size === 0) this.#linger()
  }

  /** An event of the ledger is at this position. */
  saw(position: bigint): void {
    if (position > this.#seen) this.#seen = position
    this.#waiters.wake(position)
  }

  /** After the connection broke, another server may answer, which ends elsewhere. */
  forget(): void {
    this.#seen = 0n
  }

  stop(): void {
    this.#isStopped = true
    this.#rest()
    this.#waiters.wakeAll()
  }

  #rest(): void {
    clearTimeout(this.#looking)
    clearTimeout(this.#lingering)
    this.#looking = undefined
    this.#subscription?.abort()
    this.#subscription = undefined
  }

  #begin(): void {
    clearTimeout(this.#lingering)
    if (this.#looking === undefined) this.#lookNow()
    if (this.#subscription !== undefined) return
    this.#subscription = new AbortController()
    void this.#follow(this.#subscription.signal)
  }

  #linger(): void {
    if (this.#isStopped) return
    clearTimeout(this.#lingering)
    clearTimeout(this.#looking)
    this.#looking = undefined
    this.#lingering = setTimeout(() => this.#rest(), LINGER_MS)
  }

  #lookNow(): void {
    clearTimeout(this.#looking)
    this.#looking = setTimeout(() => void this.#look(), 0)
  }

  async #look(): Promise<void> {
    const looking = this.#looking
    try {
      this.saw(await this.#in.end.head())
    } catch {
      // Whoever waits reads next, and is told what is wrong.
      this.#waiters.wakeAll()
    }
    // Unless another look was begun meanwhile, or nobody waits any more.
    if (this.#looking === looking) this.#looking = setTimeout(() => void this.#look(), LOOK_MS)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { connection, prefix } = this.#in
    let pauseMs = FIRST_PAUSE_MS
    while (!signal.aborted) {
      try {
        await connection.subscribe(
          subscriptionFromNow([prefix]),
          (response) => {
            pauseMs = FIRST_PAUSE_MS
            // What came before it is seen by no subscription.
            if (response.hasConfirmation() && this.#looking !== undefined) this.#lookNow()
            const position = positionOf(response)
            if (position !== undefined && isUnder(prefix, response)) this.saw(position)
          },
          signal,
        )
      } catch {
        // The looks go on, and say what is wrong to those who wait.
      }
      if (signal.aborted) return
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { ref: false })
      pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)
    }
  }
}
