import type { ServiceError } from '@grpc/grpc-js'

/** Calls that a fault can meet. */
export type Method = 'append' | 'read' | 'subscribe' | 'gossip' | 'features'

/** Before or after the log was touched: an append that fails after it is committed, and its answer lost. */
export type Moment = 'before' | 'after'

interface Planned {
  readonly method: Method
  readonly moment: Moment
  readonly error: () => ServiceError
  left: number
}

/** What is to go wrong next. */
export class WireFaults {
  readonly #planned: Planned[] = []
  #frozen: PromiseWithResolvers<void> | undefined
  /** Every answer comes this much later. */
  delayMs = 0
  /** A subscription is sent each event twice, as after a change of the server it may be. */
  sendsTwice = false
  /** Reads of streams say no positions, as servers before 22.6 did. */
  hidesPositions = false
  /** Filtered reads look through the log for so long before they give anything. */
  scanMs = 0
  /** And for so long between what they give. */
  gapMs = 0
  /** The next filtered reads end after so many events each, without an error, as those of a server that stops may. */
  endsAfter: number[] = []
  /** How often a subscription is told that it caught up. */
  caughtUpTimes = 1

  /** The next `times` calls of the method fail. */
  fail(method: Method, error: () => ServiceError, { times = 1, moment = 'before' as Moment } = {}): void {
    this.#planned.push({ method, moment, error, left: times })
  }

  /** From here on nothing more fails. */
  reset(): void {
    this.#planned.length = 0
  }

  /** Calls are taken and not answered, until `thaw`. */
  freeze(): void {
    this.#frozen ??= Promise.withResolvers<void>()
  }

  thaw(): void {
    this.#frozen?.resolve()
    this.#frozen = undefined
  }

  /** How many events the read that begins now may give. */
  takeLimit(isFiltered: boolean): number {
    return (isFiltered ? this.endsAfter.shift() : undefined) ?? Number.POSITIVE_INFINITY
  }

  get isFrozen(): boolean {
    return this.#frozen !== undefined
  }

  /** Passes, or throws what was planned. */
  async pass(method: Method, moment: Moment): Promise<void> {
    const planned = this.#planned.find((plan) => plan.method === method && plan.moment === moment && plan.left > 0)
    if (planned !== undefined) {
      planned.left--
      throw planned.error()
    }
    if (moment === 'after') return
    await this.#frozen?.promise
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs))
  }
}
