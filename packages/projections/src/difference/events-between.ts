import { type LoggedFact, utcMillis } from '@procurement-ledger/core'
import { holdsFact, type LogCut } from '../cuts/cut.ts'
import { CutError } from '../cuts/cut-error.ts'
import type { FactSource } from '../follower/fact-source.ts'

/** An event that one of two cuts holds and the other does not. */
export interface EventBetween {
  readonly eventId: string
  readonly type: string
  readonly revision: number
  /** Decimal. */
  readonly position: string
  readonly occurredAt: string
  readonly recordedAt: string
}

/** A part of the log: behind `after`, up to and with `until`. */
export interface LogSpan {
  readonly after: bigint
  readonly until: bigint
}

/** The log between two cuts, of the types that rows depend on. Before the span both hold everything, behind it neither. */
export class EventsBetween {
  readonly #log: FactSource
  readonly #cuts: readonly [LogCut, LogCut]
  readonly #span: LogSpan
  readonly #isRead: (type: string) => boolean

  constructor(log: FactSource, cuts: readonly [LogCut, LogCut], span: LogSpan, reads: readonly string[] | undefined) {
    const read = reads && new Set(reads)
    this.#log = log
    this.#cuts = cuts
    this.#span = span
    this.#isRead = (type) => read === undefined || read.has(type)
  }

  /**
   * The streams that have such events.
   *
   * @throws CutError DIFFERENCE_TOO_LARGE
   */
  async streams(most: number): Promise<ReadonlySet<string>> {
    const { after, until } = this.#span
    const found = new Set<string>()
    if (after >= until) return found
    for await (const page of this.#log.readFacts({ after })) {
      for (const fact of page) {
        if (this.#isBetween(fact)) found.add(fact.stream)
        if (found.size > most) throw new CutError('DIFFERENCE_TOO_LARGE')
      }
      if ((page.at(-1)?.position ?? 0n) >= until) break
    }
    return found
  }

  /** Those of one stream, oldest first. */
  async of(stream: string): Promise<readonly EventBetween[]> {
    const events: EventBetween[] = []
    for await (const page of this.#log.readStream(stream))
      for (const fact of page) if (this.#isBetween(fact)) events.push(told(fact))
    return events
  }

  #isBetween(fact: LoggedFact): boolean {
    const [a, b] = this.#cuts
    const { after, until } = this.#span
    const isInSpan = fact.position > after && fact.position <= until
    return isInSpan && this.#isRead(fact.type) && holdsFact(a, fact) !== holdsFact(b, fact)
  }
}

const told = ({ eventId, type, revision, position, occurredMs, recordedMs }: LoggedFact): EventBetween => ({
  ...{ eventId, type, revision, position: position.toString() },
  ...{ occurredAt: utcMillis(occurredMs), recordedAt: utcMillis(recordedMs) },
})
