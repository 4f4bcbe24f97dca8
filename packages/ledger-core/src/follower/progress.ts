import { pause } from './pause.ts'

/**
 * - `building`: gets ready; nobody relies on it yet.
 * - `following`: does its work on what is appended.
 * - `standby`: another does; this one takes over when that one is gone.
 * - `stalled`: something failed, as the error says. The position stays, and it is tried again.
 * - `stopped`: for good.
 */
export type FollowerState = 'building' | 'following' | 'standby' | 'stalled' | 'stopped'

export interface FollowerStatus<Code extends string> {
  readonly state: FollowerState
  /** Since when it is in this state: epoch milliseconds. */
  readonly sinceMs: number
  /** The last event that its work is done for. */
  readonly position: bigint
  /** The last event of the log, as last seen. */
  readonly head: bigint
  /** head - position: events on SQL engines; elsewhere positions are sparse, and only 0 means the same. */
  readonly lag: number
  readonly error?: Problem<Code>
}

/** What keeps a follower from going on. */
export interface Problem<Code extends string> {
  readonly code: Code
  readonly message: string
}

/** What a follower tells of itself, to those who ask and to those who wait for it. */
export class Progress<Code extends string> {
  /** The last event of the log, as last seen. */
  head = 0n
  readonly #now: () => number
  #state: FollowerState
  #sinceMs: number
  #error: Problem<Code> | undefined
  #position = 0n
  /** Resolved at every change that somebody may wait for. */
  #changed = Promise.withResolvers<void>()

  constructor(state: FollowerState, now: () => number = Date.now) {
    this.#now = now
    this.#state = state
    this.#sinceMs = now()
  }

  get state(): FollowerState {
    return this.#state
  }

  get position(): bigint {
    return this.#position
  }

  status(): FollowerStatus<Code> {
    const error = this.#error
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      position: this.#position,
      head: this.head,
      lag: Number(this.head - this.#position),
      ...(error && { error: { code: error.code, message: error.message } }),
    }
  }

  enter(state: FollowerState, error?: Problem<Code>): void {
    if (state !== this.#state) this.#sinceMs = this.#now()
    this.#state = state
    this.#error = error
    this.#wake()
  }

  /** The work is done for everything up to `position`, so the log has at least that. */
  reach(position: bigint): void {
    this.#position = position
    if (position > this.head) this.head = position
    this.#wake()
  }

  /**
   * True once it holds; false after the timeout, or where it does not hold when the follower has stopped. Asked anew at
   * every change, and every `pollMs` where others than this follower bring it about.
   */
  async waitUntil(holds: () => boolean | Promise<boolean>, timeoutMs: number, pollMs = timeoutMs): Promise<boolean> {
    const untilMs = this.#now() + timeoutMs
    for (;;) {
      // Before it is asked: a change in between is then not waited for.
      const { promise } = this.#changed
      if (await holds()) return true
      const leftMs = untilMs - this.#now()
      if (leftMs <= 0 || this.#state === 'stopped') return false
      await pause(Math.min(leftMs, pollMs), promise)
    }
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
