import { Fault } from '../../kernel/fault.ts'
import type { StoredEvent } from '../../ports/event-store.ts'
import type { Connection } from './connection.ts'
import { recordedIn } from './recorded.ts'
import { firstAt } from './requests.ts'

type Known = Pick<StoredEvent, 'position' | 'eventId'>

/**
 * After the connection broke, whoever answers may be a restored backup or a node that never got the last events. Nothing
 * is appended there before it was seen to hold what this store has seen, and before others have checked what they know.
 */
export class Continuity {
  readonly #connection: Connection
  readonly #checks: (() => Promise<void>)[] = []
  #last: Known | undefined
  #isSuspect = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  add(check: () => Promise<void>): void {
    this.#checks.push(check)
  }

  /** An event that was acknowledged, or read. */
  saw(event: Known | undefined): void {
    if (event !== undefined && event.position > (this.#last?.position ?? 0n)) this.#last = event
  }

  suspect(): void {
    this.#isSuspect = true
  }

  /** @throws Fault LEDGER_ROLLED_BACK, or what a check throws; then again, until all are satisfied. */
  async assertSame(): Promise<void> {
    if (!this.#isSuspect) return
    await this.#assertHolds(this.#last)
    for (const check of this.#checks) await check()
    this.#isSuspect = false
  }

  async #assertHolds(known: Known | undefined): Promise<void> {
    if (known === undefined) return
    const [found] = await this.#at(known.position)
    if (found?.eventId === known.eventId && found.position === known.position) return
    throw new Fault(
      'LEDGER_ROLLED_BACK',
      `the server that answers now does not hold event ${known.eventId} at position ${known.position}, which was acknowledged; nothing is appended there: bring back the one that does`,
    )
  }

  async #at(position: bigint) {
    try {
      return recordedIn(await this.#connection.read(firstAt(position)))
    } catch (error) {
      // Where no record begins at the position there is none.
      if (error instanceof Fault && error.code === 'POSITION_INVALID') return []
      throw error
    }
  }
}
