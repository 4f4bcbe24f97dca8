import { Fault } from '../kernel/fault.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { appendSealed } from './append-sealed.ts'
import type { Blocking } from './blocking.ts'
import { type Completed, complete, correctsPast } from './correcting.ts'
import { type Decided, type Deciding, decideCommand } from './deciding.ts'
import { receiptOf } from './event.ts'
import type { Command, Outcome } from './outcome.ts'
import { catchUp, readPast } from './past.ts'
import { repeat } from './repeating.ts'
import { StateCache } from './state-cache.ts'
import { emptyState, type StreamState } from './stream-state.ts'
import { type Addressed, addressed } from './subject.ts'

/** Attempts against another process before the caller is told to send the command again. */
const MAX_ATTEMPTS = 100
const MAX_BACKOFF_MS = 20

/** Events of waiting commands that go into one append. */
const MAX_GROUP_EVENTS = 500

interface Waiting extends Command {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (fault: unknown) => void
}

/**
 * Records commands, one stream at a time: fold, decide, seal, append, and again on a conflict. The commands that wait
 * for one stream are decided one after another and appended together, each still all or none.
 */
export class Recorder {
  readonly #store: EventStore
  readonly #deciding: Deciding
  readonly #cache = new StateCache()
  readonly #queues = new Map<string, Waiting[]>()
  readonly #draining = new Set<Promise<void>>()

  constructor(store: EventStore, sources: Sources, blocking?: Blocking) {
    this.#store = store
    this.#deciding = { sources, blocking }
  }

  record(stream: string, command: Command): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const waiting = { ...command, resolve, reject }
    const queue = this.#queues.get(stream)
    if (queue !== undefined) {
      queue.push(waiting)
      return promise
    }
    this.#queues.set(stream, [waiting])
    const drained: Promise<void> = this.#drain(stream).finally(() => this.#draining.delete(drained))
    this.#draining.add(drained)
    return promise
  }

  /** Resolves when everything that was accepted is answered. */
  async settle(): Promise<void> {
    while (this.#draining.size > 0) await Promise.all(this.#draining)
  }

  async #drain(stream: string): Promise<void> {
    const queue = this.#queues.get(stream) as Waiting[]
    while (queue.length > 0) queue.unshift(...(await this.#answerGroup(stream, takeGroup(queue))))
    this.#queues.delete(stream)
  }

  /** As `#recordGroup`, with a fault for an answer. */
  async #answerGroup(stream: string, group: readonly Waiting[]): Promise<readonly Waiting[]> {
    try {
      return await this.#recordGroup(stream, group)
    } catch (fault) {
      // More than the engine takes at once, and nothing was appended: in two it may fit.
      if (isTooLarge(fault) && group.length > 1) {
        const half = Math.ceil(group.length / 2)
        const first = await this.#answerGroup(stream, group.slice(0, half))
        return [...first, ...(await this.#answerGroup(stream, group.slice(half)))]
      }
      for (const { reject } of group) reject(fault)
      return []
    }
  }

  /** Answers every command of the group but those it gives back, which repeat another of the same group. */
  async #recordGroup(stream: string, group: readonly Waiting[]): Promise<readonly Waiting[]> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (attempt > 1) await sleep(Math.random() * Math.min(MAX_BACKOFF_MS, attempt))

      // Taken out of the cache: if anything below fails, the changed state is forgotten with it.
      const cached = this.#cache.take(stream)
      let isCaughtUp = cached === undefined
      const state = cached ?? (await this.#load(stream))
      const past = await this.#pastOf(stream, state, group)
      isCaughtUp ||= past !== undefined
      await this.#deciding.blocking?.prepare(this.#store, stream, state)
      const base = state.end.revision
      const commands: readonly (Waiting & Completed)[] =
        past === undefined ? group : group.map((command) => ({ ...command, ...complete(command.facts, past) }))
      let decided = commands.map((command) => decideCommand(this.#deciding, stream, state, command, past))

      // A refusal is never given on a state that may be old: nothing appended means nothing proved it to be current.
      if (state.end.revision === base && !isCaughtUp) {
        await catchUp(this.#store, stream, state)
        isCaughtUp = true
        if (state.end.revision !== base) {
          this.#cache.put(stream, state)
          decided = []
        }
      }
      if (decided.length === 0) continue

      const sealed = decided.flatMap((outcome) => ('sealed' in outcome ? outcome.sealed : []))
      const stored = sealed.length === 0 ? [] : await appendSealed(this.#store, stream, base, sealed)
      if (stored === undefined) continue
      // Another process took the same commandId first: under its salts, perhaps for other content. Its leaf is the end
      // of the stream, and what was folded here never happened.
      if (stored.at(-1)?.leaf !== sealed.at(-1)?.leaf) continue

      state.position = stored.at(-1)?.position ?? state.position
      this.#cache.put(stream, state)
      return this.#answer(stream, base, commands, decided, stored)
    }
    throw new Fault(
      'CONTENTION',
      `${stream} moved on at each of ${MAX_ATTEMPTS} attempts; send the same commandId again`,
    )
  }

  async #answer(
    stream: string,
    base: number,
    group: readonly Waiting[],
    decided: readonly Decided[],
    stored: readonly StoredEvent[],
  ): Promise<readonly Waiting[]> {
    const again: Waiting[] = []
    let at = 0
    for (const [i, command] of group.entries()) {
      const outcome = decided[i] as Decided
      if ('refusal' in outcome) command.resolve({ status: 'refused', refusal: outcome.refusal })
      else if ('sealed' in outcome) {
        const receipts = stored.slice(at, at + outcome.sealed.length).map(receiptOf)
        at += outcome.sealed.length
        command.resolve({ status: 'recorded', receipts })
      } else if (outcome.repeats > base) again.push(command)
      else command.resolve(await repeat(this.#store, stream, command, outcome))
    }
    return again
  }

  async #load(stream: string): Promise<StreamState> {
    const state = emptyState(addressed(stream) as Addressed)
    await catchUp(this.#store, stream, state)
    return state
  }

  /** For a command that corrects or annuls: the state catches up, and all that it was folded from is read. */
  async #pastOf(
    stream: string,
    state: StreamState,
    [command]: readonly Command[],
  ): Promise<readonly RecordedFact[] | undefined> {
    if (command === undefined || !correctsPast(command.facts)) return undefined
    await catchUp(this.#store, stream, state)
    return readPast(this.#store, stream, state.end.revision)
  }
}

const isTooLarge = (fault: unknown): boolean => fault instanceof Fault && fault.code === 'APPEND_TOO_LARGE'

function takeGroup(queue: Waiting[]): Waiting[] {
  let events = 0
  const count = queue.findIndex(({ facts }) => {
    events += facts.length
    // What corrects is judged over the whole past, which is read for it: it is a group of its own.
    return events > MAX_GROUP_EVENTS || correctsPast(facts)
  })
  return queue.splice(0, count === -1 ? queue.length : Math.max(1, count))
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
