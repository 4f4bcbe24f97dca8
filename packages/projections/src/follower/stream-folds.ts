import { setImmediate as nextTurn } from 'node:timers/promises'
import { BrokenInvariant, type LoggedFact } from '@procurement-ledger/core'
import type { FoldEvent, Projection } from '../read-models/projection.ts'
import { ChangeSet } from './change-set.ts'
import type { FactSource } from './fact-source.ts'
import { FoldedModel } from './folded-model.ts'
import { followerError } from './follower-error.ts'
import { readFact, readWhole } from './read-fact.ts'
import type { TableChanges } from './read-model-store.ts'
import { StreamCache } from './stream-cache.ts'

/** How long rows are made of streams without a turn for others. */
const MAX_BUSY_MS = 10

/** One stream in memory. */
interface FoldedStream {
  readonly name: string
  /** As many as were folded, so also the revision that comes next. */
  events: number
  /** One a projection; none where it does not follow the stream. */
  readonly models: readonly (FoldedModel | undefined)[]
  /** Event types since its rows were last asked for. */
  readonly types: Set<string>
  /** Always folded from its first event. */
  readonly isWhole: boolean
  /** An event came that changes what lies before it: all of it is folded again when its rows are asked for. */
  isOutdated: boolean
}

/**
 * Folds facts, in the order of the log, into models in memory, and tells which rows changed. An event is folded when it
 * is read and then let go, so that a batch weighs as much as its rows and not as its facts.
 *
 * The models go ahead of what is saved: after a save that failed, `forget`.
 */
export class StreamFolds {
  readonly #store: FactSource
  readonly #projections: readonly Projection[]
  readonly #refolding: ReadonlySet<string>
  /** Undefined: every type is read. */
  readonly #read: ReadonlySet<string> | undefined
  readonly #cache: StreamCache<FoldedStream>
  /** The streams that changed since rows were last asked for. */
  readonly #changed = new Map<string, FoldedStream>()
  #weight = 0

  constructor(store: FactSource, projections: readonly Projection[], maxCachedEvents: number) {
    this.#store = store
    this.#projections = projections
    this.#refolding = new Set(projections.flatMap(({ refoldsOn }) => refoldsOn))
    this.#read = readTypes(projections)
    this.#cache = new StreamCache(maxCachedEvents)
  }

  /** Events that were read since rows were last asked for, those of histories included. */
  get weight(): number {
    return this.#weight
  }

  /** Folds the next fact. A promise only where the stream's history must be read first: most facts cost no turn. */
  add(fact: LoggedFact): Promise<void> | undefined {
    this.#weight++
    if (this.#read?.has(fact.type) === false) return this.#pass(fact)
    const known = this.#changed.get(fact.stream) ?? this.#cache.take(fact.stream)
    if (known !== undefined) return this.#foldOn(known, fact)
    if (!this.#isFollowed(fact.stream)) return
    const begun = this.#begin(fact.stream, fact.revision === 0)
    // What comes before is read when the rows are asked for.
    if (begun.isWhole) begun.events = fact.revision
    return fact.revision === 0 || begun.isWhole ? this.#foldOn(begun, fact) : this.#load(begun, fact)
  }

  /** What the facts changed, up to and including the last one, at `until`. */
  async changes(until: bigint): Promise<readonly TableChanges[]> {
    const changes = new ChangeSet(this.#projections)
    let yieldsMs = performance.now() + MAX_BUSY_MS
    for (const stream of this.#changed.values()) {
      if (stream.isOutdated) await this.#refold(stream, until)
      for (const model of stream.models) model?.collect(stream.types, until, changes)
      stream.types.clear()
      this.#cache.put(stream.name, stream)
      if (performance.now() < yieldsMs) continue
      // Rows may take a while to make: whoever shares the event loop has its turn between streams.
      await nextTurn()
      yieldsMs = performance.now() + MAX_BUSY_MS
    }
    this.#changed.clear()
    this.#weight = 0
    return changes.list()
  }

  forget(): void {
    this.#changed.clear()
    this.#cache.clear()
    this.#weight = 0
  }

  /** Nobody looks at it. A stream that is in memory still has to be without a gap; of another that is asked when it is read. */
  #pass({ stream, revision }: LoggedFact): undefined {
    const cached = this.#cache.take(stream)
    const known = this.#changed.get(stream) ?? cached
    if (known === undefined) return
    if (revision !== known.events) throw discontinuous(stream, known.events, revision)
    known.events++
    if (cached !== undefined) this.#cache.put(stream, cached)
  }

  #isFollowed(stream: string): boolean {
    return this.#projections.some(({ follows }) => follows(stream))
  }

  #begin(name: string, isNew: boolean): FoldedStream {
    const models = this.#projections.map((projection) =>
      projection.follows(name) ? new FoldedModel(projection, name, isNew) : undefined,
    )
    const isWhole = this.#projections.some((projection) => projection.isWhole?.(name))
    return { name, events: 0, models, types: new Set(), isWhole, isOutdated: false }
  }

  async #load(stream: FoldedStream, fact: LoggedFact): Promise<void> {
    const history = await this.#readHistory(stream.name, fact.position - 1n, stream.isWhole)
    assertContinuous(stream.name, history)
    for (const model of stream.models) model?.refold(history)
    stream.events = history.length
    this.#weight += history.length
    this.#foldOn(stream, fact)
  }

  #foldOn(stream: FoldedStream, fact: LoggedFact): undefined {
    this.#changed.set(stream.name, stream)
    if (fact.revision !== stream.events) throw discontinuous(stream.name, stream.events, fact.revision)
    stream.events++
    stream.types.add(fact.type)
    if (stream.isWhole || this.#refolding.has(fact.type)) stream.isOutdated = true
    if (stream.isOutdated) return
    const event = readFact(fact)
    for (const model of stream.models) model?.foldOn(event)
  }

  async #refold(stream: FoldedStream, until: bigint): Promise<void> {
    const history = await this.#readHistory(stream.name, until, stream.isWhole)
    assertContinuous(stream.name, history)
    for (const model of stream.models) model?.refold(history)
    stream.isOutdated = false
  }

  /** From the first event to `until`: what lies beyond is folded when it is read from the log. */
  async #readHistory(stream: string, until: bigint, isWhole: boolean): Promise<readonly FoldEvent[]> {
    const history: FoldEvent[] = []
    try {
      for await (const page of this.#store.readStream(stream)) {
        for (const event of page) {
          if (event.position > until) return history
          history.push(isWhole ? readWhole(event) : readFact(event))
        }
      }
    } catch (thrown) {
      throw followerError(thrown, 'READ_FAILED')
    }
    return history
  }
}

function readTypes(projections: readonly Projection[]): ReadonlySet<string> | undefined {
  const types = projections.map(({ reads, refoldsOn }) => reads && [...reads, ...refoldsOn])
  return types.includes(undefined) ? undefined : new Set(types.flatMap((read) => read ?? []))
}

/** A gap or a repeat in a stream would be folded into every figure; the log cannot have one. */
function assertContinuous(stream: string, history: readonly FoldEvent[]): void {
  for (const [expected, { revision }] of history.entries())
    if (revision !== expected) throw discontinuous(stream, expected, revision)
}

const discontinuous = (stream: string, expected: number, actual: number): BrokenInvariant =>
  new BrokenInvariant(`${stream} continues with revision ${actual}, not ${expected}`)
