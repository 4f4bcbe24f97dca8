import { setImmediate as turn } from 'node:timers/promises'
import { Fault } from '../../kernel/fault.ts'
import type { SealedEvent } from '../../ports/event-store.ts'
import type { Limits } from './connection.ts'
import { type Answer, type Append, writeAppends } from './log-writer.ts'
import type { WriterSession } from './writer-session.ts'

/** What shares one call of the server, one transaction and one flush of its disk. A larger append has a call to itself. */
const MAX_GROUP_APPENDS = 500
const MAX_GROUP_EVENTS = 1_000
const MAX_GROUP_CHARACTERS = 8 * 1024 * 1024

interface Job extends Append {
  readonly characters: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (fault: unknown) => void
}

interface Surroundings {
  readonly limits: Limits
  /** After each group, with the new end of the log; does not throw. */
  readonly onCommit: (head: bigint) => void
}

/**
 * Pays for the lock on the head and for the flush: while one call is on its way, what is asked for gathers for the next.
 * One call is in flight, so appends of one process stand in the order in which they were asked for.
 */
export class GroupCommit {
  readonly #session: WriterSession
  readonly #surroundings: Surroundings
  readonly #queue: Job[] = []
  #isDraining = false

  constructor(session: WriterSession, surroundings: Surroundings) {
    this.#session = session
    this.#surroundings = surroundings
  }

  /** Resolves once the append is durable, or known to conflict. */
  submit(stream: string, expected: number, events: readonly SealedEvent[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ stream, expected, events, characters: charactersOf(events), resolve, reject })
      if (!this.#isDraining) void this.#drain()
    })
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    // What is asked for in the same turn goes together.
    await turn()
    while (this.#queue.length > 0) {
      await this.#answerGroup(this.#takeGroup())
      // Whoever was answered asks again before the next group is taken.
      await turn()
    }
    this.#isDraining = false
  }

  #takeGroup(): readonly Job[] {
    let events = 0
    let characters = 0
    const end = this.#queue.findIndex((job, i) => {
      events += job.events.length
      characters += job.characters
      return i === MAX_GROUP_APPENDS || events > MAX_GROUP_EVENTS || characters > MAX_GROUP_CHARACTERS
    })
    return this.#queue.splice(0, end === -1 ? this.#queue.length : Math.max(1, end))
  }

  async #answerGroup(jobs: readonly Job[]): Promise<void> {
    const { limits } = this.#surroundings
    try {
      this.#answer(jobs, await this.#session.write((client) => writeAppends(client, limits, jobs)))
    } catch (fault) {
      if (jobs.length > 1 && fault instanceof Fault && fault.code === 'APPEND_INVALID') {
        // One of them is to blame. Alone, each answers for itself.
        for (const job of jobs) await this.#answerGroup([job])
        return
      }
      for (const { reject } of jobs) reject(fault)
    }
  }

  #answer(jobs: readonly Job[], answers: readonly Answer[]): void {
    for (const [i, job] of jobs.entries()) {
      const answer = answers[i] as Answer
      job.resolve(answer)
      const last = job.events.at(-1)
      if (!('before' in answer) || last === undefined) continue
      const position = answer.before + BigInt(job.events.length)
      this.#session.learn({ position, eventId: last.eventId })
      this.#surroundings.onCommit(position)
    }
  }
}

const charactersOf = (events: readonly SealedEvent[]): number =>
  events.reduce(
    (sum, { data, meta, leaf, personal }) => sum + data.length + meta.length + leaf.length + (personal?.length ?? 0),
    0,
  )
