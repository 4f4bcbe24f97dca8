import { enableMapSet, Immer } from 'immer'
import { erasedBy } from '../evidence/erasure.ts'
import { commitAsked } from '../evidence/leaf.ts'
import { seal, type Unsealed } from '../evidence/seal.ts'
import { Fault, RevisionConflict } from '../kernel/fault.ts'
import { type Issue, invalid, type Refusal, refuse } from '../kernel/refusal.ts'
import type { EventStore, SealedEvent, StoredEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import { evolve, isImported, type SubjectState } from '../procurement/decider.ts'
import { judge } from '../procurement/judging.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { type Blocking, isToldOnly } from './blocking.ts'
import type { ParsedFact } from './command.ts'
import {
  at,
  type Completed,
  complete,
  correctsPast,
  type JudgedAll,
  judgeCorrecting,
  refusalOfCorrecting,
} from './correcting.ts'
import { type Receipt, receiptOf } from './event.ts'
import { catchUp, readPast } from './past.ts'
import { StateCache } from './state-cache.ts'
import { emptyState, endWith, foldErasure, foldFact, isExpected, type StreamState, targetOf } from './stream-state.ts'
import { type Addressed, addressed } from './subject.ts'

export interface Command {
  readonly facts: readonly ParsedFact[]
  readonly commandId: string | undefined
  readonly expectedRevision: number | undefined
}

/** `repeated`: the commandId was recorded before; the receipts are those of then. */
export type Outcome =
  | { readonly status: 'recorded' | 'repeated'; readonly receipts: readonly Receipt[] }
  | { readonly status: 'refused'; readonly refusal: Refusal }

/** Attempts against another process before the caller is told to send the command again. */
const MAX_ATTEMPTS = 100
const MAX_BACKOFF_MS = 20

/** Events of waiting commands that go into one append. */
const MAX_GROUP_EVENTS = 500

interface Waiting extends Command {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (fault: unknown) => void
}

/** What became of one command of a group, before its append. */
type Decided =
  | { readonly refusal: Refusal }
  | { readonly repeats: number; readonly of: number }
  | { readonly sealed: readonly SealedEvent[] }

enableMapSet()
// Frozen states could not be folded in place afterwards; nobody outside ever holds one.
const trial = new Immer({ autoFreeze: false })

/**
 * Records commands, one stream at a time: fold, decide, seal, append, and again on a conflict. The commands that wait
 * for one stream are decided one after another and appended together, each still all or none.
 */
export class Recorder {
  readonly #store: EventStore
  readonly #sources: Sources
  readonly #cache = new StateCache()
  readonly #queues = new Map<string, Waiting[]>()
  readonly #draining = new Set<Promise<void>>()

  readonly #blocking: Blocking | undefined

  constructor(store: EventStore, sources: Sources, blocking?: Blocking) {
    this.#store = store
    this.#sources = sources
    this.#blocking = blocking
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
      await this.#blocking?.prepare(this.#store, stream, state)
      const base = state.end.revision
      const commands: readonly (Waiting & Completed)[] =
        past === undefined ? group : group.map((command) => ({ ...command, ...complete(command.facts, past) }))
      let decided = commands.map((command) => this.#decideCommand(stream, state, command, past))

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
      const stored = sealed.length === 0 ? [] : await this.#append(stream, base, sealed)
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

  /** Judges one command and, if it stands, folds it into the state and seals it. */
  #decideCommand(
    stream: string,
    state: StreamState,
    { facts, flaws = [], commandId, expectedRevision }: Command & Completed,
    past: readonly RecordedFact[] | undefined,
  ): Decided {
    const issues = [...flaws, ...unstatedIn(state.subject, facts)]
    if (issues.length > 0) return { refusal: invalid(issues) }

    const earlier = commandId === undefined ? undefined : state.commands.get(commandId)
    if (earlier !== undefined) return { repeats: earlier.revision, of: earlier.of }
    if (expectedRevision !== undefined && !isExpected(state, expectedRevision))
      return {
        refusal: refuse('REVISION_MISMATCH', `${stream} is at revision ${state.end.revision}, not ${expectedRevision}`),
      }

    const nowMs = this.#sources.now()
    const broken = this.#blocking?.brokenBy(state, addressed(stream) as Addressed, facts, nowMs) ?? []
    const [first] = broken
    const isTold = isToldOnly(state, facts)
    // What the procedure itself refuses is told first; and nothing may be folded of what a rule refuses.
    if (first !== undefined && !isTold)
      return {
        refusal:
          refusalOf(state, facts, nowMs, past) ?? (facts.length === 1 ? first.refusal : at(first.at, first.refusal)),
      }
    const judged = judgeAll(state, facts, nowMs, past)
    if ('refusal' in judged) return judged
    if (commandId !== undefined) state.commands.set(commandId, { revision: state.end.revision + 1, of: facts.length })

    const { newId, newSalt } = this.#sources
    const sealed = facts.map((fact, index) => {
      const findings = [
        ...(judged.findings[index] ?? []),
        ...broken.filter((one) => one.at === index).map(({ refusal }) => refusal),
      ]
      const event: Unsealed = {
        type: fact.type,
        schemaVersion: fact.schemaVersion,
        occurredMs: fact.occurredMs,
        data: fact.data,
        personal: fact.personal,
        meta: findings.length === 0 ? fact.meta : { ...fact.meta, findings },
        request: fact.request,
        command: commandId === undefined ? undefined : { id: commandId, index, of: facts.length },
      }
      const one = seal(stream, state.end, event, { nowMs, newId, newSalt })
      endWith(state, one, fact)
      return one
    })
    this.#blocking?.recorded(state, facts, sealed)
    return { sealed }
  }

  /** What is stored, or undefined after a conflict. */
  async #append(
    stream: string,
    base: number,
    sealed: readonly SealedEvent[],
  ): Promise<readonly StoredEvent[] | undefined> {
    try {
      return await this.#store.append(stream, base, sealed)
    } catch (fault) {
      if (fault instanceof RevisionConflict) return undefined
      if (!(fault instanceof Fault) || fault.code !== 'APPEND_UNKNOWN') throw fault
    }
    // The answer was lost. The very same bytes again: stored before, or stored now, or a conflict.
    try {
      return await this.#store.append(stream, base, sealed)
    } catch (fault) {
      if (fault instanceof RevisionConflict) return undefined
      throw new Fault(
        'APPEND_UNKNOWN',
        `it is not known whether ${stream} took the append; send the same commandId again`,
        fault,
      )
    }
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
      else command.resolve(await this.#repeat(stream, command, outcome))
    }
    return again
  }

  /** The receipts of then; or COMMAND_REUSED, if then something else was asked. */
  async #repeat(
    stream: string,
    { facts, commandId }: Command,
    { repeats, of }: { repeats: number; of: number },
  ): Promise<Outcome> {
    const stored = await this.#readRevisions(stream, repeats, of)
    const isSame = of === facts.length && facts.every((fact, i) => isAsked(stored[i] as StoredEvent, fact))
    if (isSame) {
      await this.#eraseAgain(stored)
      return { status: 'repeated', receipts: stored.map(receiptOf) }
    }
    return {
      status: 'refused',
      refusal: refuse('COMMAND_REUSED', `${commandId} was used in ${stream} at revision ${repeats} for other content`),
    }
  }

  /** The receipt of an erasure says that something is gone; whoever recorded it may have ended before it was. */
  async #eraseAgain(stored: readonly StoredEvent[]): Promise<void> {
    const targets = stored.map(erasedBy).filter((target) => target !== undefined)
    for (const target of targets) await this.#store.erase(target)
  }

  async #readRevisions(stream: string, first: number, count: number): Promise<readonly StoredEvent[]> {
    const found: StoredEvent[] = []
    for await (const page of this.#store.readStream(stream, { fromRevision: first })) {
      found.push(...page)
      if (found.length >= count) break
    }
    return found.slice(0, count)
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

/** The rest of the border, which only the state can judge: what is left unsaid, though the project is not imported. */
function unstatedIn(state: SubjectState, facts: readonly ParsedFact[]): readonly Issue[] {
  const isImport = state.kind === 'project' && state.phase === 'none' && facts[0]?.type === 'ProjectImported'
  return isImport || isImported(state) ? [] : facts.flatMap(({ unstated = [] }) => unstated)
}

/** All facts stand and are folded into the state, or it stays as it was. */
function judgeAll(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[] | undefined,
): JudgedAll {
  if (past !== undefined) return judgeCorrecting(state, facts, nowMs, past)
  return facts.length === 1 ? judgeInPlace(state, facts, nowMs) : judgeAllOrNone(state, facts, nowMs)
}

/** The refusal that `judgeAll` would give; the state stays as it is. */
function refusalOf(
  state: StreamState,
  facts: readonly ParsedFact[],
  nowMs: number,
  past: readonly RecordedFact[] | undefined,
): Refusal | undefined {
  if (past !== undefined) return refusalOfCorrecting(state, facts, nowMs, past)
  const copy = { ...state, personalParts: new Map(state.personalParts) }
  const judged = judgeAllOrNone(copy, facts, nowMs)
  if (!('refusal' in judged)) return undefined
  // The message of a single fact names no place.
  return facts.length === 1
    ? { ...judged.refusal, message: judged.refusal.message.replace(/^fact 0: /, '') }
    : judged.refusal
}

/** One fact: judged, then folded into the state itself. */
function judgeInPlace(state: StreamState, [fact]: readonly ParsedFact[], nowMs: number): JudgedAll {
  const personalPartOf = (eventId: string) => state.personalParts.get(eventId)
  const judged = judge(state.subject, { ...(fact as ParsedFact), personalPartOf }, nowMs)
  if ('refusal' in judged) return judged
  foldFact(state, fact as ParsedFact)
  return { findings: [judged.findings] }
}

/** Several facts: each judged on a draft that already holds those before it; the draft becomes the state only if all stand. */
function judgeAllOrNone(state: StreamState, facts: readonly ParsedFact[], nowMs: number): JudgedAll {
  const draft = trial.createDraft(state.subject) as SubjectState
  const findings: (readonly Refusal[])[] = []
  const erased = new Set<string>()
  const personalPartOf = (eventId: string) => (erased.has(eventId) ? 'erased' : state.personalParts.get(eventId))
  for (const [index, fact] of facts.entries()) {
    const judged = judge(draft, { ...fact, personalPartOf }, nowMs)
    if ('refusal' in judged) return { refusal: at(index, judged.refusal) }
    findings.push(judged.findings)
    evolve(draft, fact)
    const target = targetOf(fact)
    if (target !== undefined) erased.add(target)
  }
  state.subject = trial.finishDraft(draft) as SubjectState
  for (const fact of facts) foldErasure(state, fact)
  state.first ??= facts[0]?.data as StreamState['first']
  return { findings }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function isAsked(stored: StoredEvent, fact: ParsedFact): boolean {
  const { command } = JSON.parse(stored.meta)
  return command?.asked === commitAsked(stored.dataSalt, fact.request)
}
