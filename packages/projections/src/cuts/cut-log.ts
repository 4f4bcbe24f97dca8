import type { LoggedFact, ReadLog, ReadStream, StoredEvent } from '@procurement-ledger/core'
import type { FactSource } from '../follower/fact-source.ts'
import { holdsFact, type LogCut } from './cut.ts'

/** A log of which only what a cut holds is seen. */
export class CutLog implements FactSource {
  readonly #log: FactSource
  readonly #cut: LogCut
  readonly #last: bigint | undefined
  /** Up to here it was read, whether anything was seen or not: what lies beyond the cut is not read again. */
  #readUntil = 0n
  #end = 0n
  /** The first that it does not hold, of what was read. */
  #leftOut: bigint | undefined

  constructor(log: FactSource, cut: LogCut) {
    this.#log = log
    this.#last = 'atPosition' in cut ? cut.atPosition : undefined
    this.#cut = cut
  }

  /** How far to read from now on, though the log may grow. Tells whether there is more than was read. */
  extendTo(head: bigint): boolean {
    this.#end = this.#last !== undefined && this.#last < head ? this.#last : head
    return this.#end > this.#readUntil
  }

  /** Nothing up to here is left out. */
  get wholeUntil(): bigint {
    return this.#leftOut === undefined ? this.#readUntil : this.#leftOut - 1n
  }

  async *readFacts({ after = 0n, ...options }: ReadLog = {}): AsyncGenerator<readonly LoggedFact[]> {
    const begin = after > this.#readUntil ? after : this.#readUntil
    for await (const page of this.#log.readFacts({ ...options, after: begin })) {
      const seen = page.filter((fact) => this.#isSeen(fact))
      if (seen.length < page.length) this.#leftOut ??= page.find((fact) => !holdsFact(this.#cut, fact))?.position
      if (seen.length > 0) yield seen
      const last = page.at(-1)?.position ?? this.#end
      if (last >= this.#end) break
      this.#readUntil = last
    }
    this.#readUntil = this.#end
  }

  async *readStream(stream: string, options?: ReadStream): AsyncGenerator<readonly StoredEvent[]> {
    for await (const page of this.#log.readStream(stream, options)) {
      const beyond = page.findIndex((fact) => !this.#isSeen(fact))
      yield beyond < 0 ? page : page.slice(0, beyond)
      if (beyond >= 0) return
    }
  }

  #isSeen(fact: LoggedFact): boolean {
    return fact.position <= this.#end && holdsFact(this.#cut, fact)
  }
}
