import { Waiters } from '../waiters.ts'

/** How often others' appends are looked for, while somebody waits. */
const POLL_MS = 50

/** Wakes those who wait for the log to grow: at once after our own commits, within POLL_MS after those of other processes. */
export class LogWatch {
  readonly #head: () => bigint
  readonly #waiters = new Waiters()
  #polling: NodeJS.Timeout | undefined

  constructor(head: () => bigint) {
    this.#head = head
  }

  async waitBeyond(position: bigint, signal: AbortSignal): Promise<void> {
    if (this.#head() > position) return
    // Keeps the process alive: a follower that waits for another process has nothing else that does.
    this.#polling ??= setInterval(() => this.look(), POLL_MS)
    await this.#waiters.wait(position, signal)
    if (this.#waiters.size > 0) return
    clearInterval(this.#polling)
    this.#polling = undefined
  }

  look(): void {
    if (this.#waiters.size === 0) return
    try {
      this.#waiters.wake(this.#head())
    } catch {
      // Whoever waits reads next, and is told what is wrong.
      this.stop()
    }
  }

  stop(): void {
    this.#waiters.wakeAll()
  }
}
