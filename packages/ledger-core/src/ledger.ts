import { invalid, type Refusal } from './kernel/refusal.ts'
import { Blocking } from './ledger/blocking.ts'
import { type Fact, parseCommand, type RecordOptions } from './ledger/command.ts'
import type { LedgerEvent, Receipt } from './ledger/event.ts'
import { type LedgerIdentity, openIdentity } from './ledger/identity.ts'
import { type KeyStatements, keyStatements } from './ledger/key-statements.ts'
import type { Outcome } from './ledger/outcome.ts'
import { type Cut, type FeedOptions, type HistoryOptions, readFeed, readHistory, readProject } from './ledger/reader.ts'
import { Recorder } from './ledger/recorder.ts'
import { parseSubject, type Subject, streamOf } from './ledger/subject.ts'
import type { ProjectView } from './ledger/view.ts'
import type { EventStore } from './ports/event-store.ts'
import { type Sources, systemSources } from './ports/sources.ts'
import type { RuleSetting } from './rules/setting.ts'

export interface LedgerOptions {
  /** The ledger owns it from here on and closes it. */
  readonly store: EventStore
  /** Where time, ids and salts come from; the world's own unless given. */
  readonly sources?: Partial<Sources>
  /** Schema-less name under which a new ledger is known, without spaces or `+`; a ledger that exists keeps its own. */
  readonly origin?: string
  /**
   * The rules that the ledger goes by, as `ruleSetting` of the door `./rules` makes them. Those that it sets to block are
   * kept: a fact that breaks one is refused (RULE_VIOLATED) unless its `overrides` name the rule, with who and why.
   * Left out, or with none that blocks: nothing is judged here.
   */
  readonly rules?: RuleSetting
}

/** The procedure, or the border, said no. Nothing was recorded. */
export interface Refused {
  readonly refused: Refusal
}

/** A receipt, or a refusal as a value: look at `refused` first. */
export type Recorded = (Receipt & { readonly refused?: undefined }) | Refused
export type RecordedAll = (readonly Receipt[] & { readonly refused?: undefined }) | Refused

/** A ledger of procurement facts. Facts are appended, never changed; all else is computed from them. */
export interface Ledger extends AsyncDisposable {
  readonly identity: LedgerIdentity
  readonly store: EventStore
  /** What the log says of the keys that sign it. */
  readonly keys: KeyStatements

  /**
   * Records one fact of a project, of an enterprise (`{ party: 'P-1' }`) or of an expert (`{ expert: 'E-1' }`), or
   * several: all or none, in one append. The same `commandId` again gives the same receipts. Refusals are values. Throws a `Fault` when the world fails; then the same `commandId` is safe to send again.
   */
  record(subject: Subject, fact: Fact, options?: RecordOptions): Promise<Recorded>
  record(subject: Subject, facts: readonly Fact[], options?: RecordOptions): Promise<RecordedAll>

  /** As `record`, and tells whether the command is new or repeats an earlier one. */
  submit(subject: Subject, facts: Fact | readonly Fact[], options?: RecordOptions): Promise<Outcome>

  /** The project's state, now or as it was known; undefined where there was none. */
  project(projectId: string, cut?: Cut): Promise<ProjectView | undefined>

  /** The events of one project, enterprise or expert, oldest first; none of what does not exist. */
  history(subject: Subject, options?: HistoryOptions): AsyncIterable<LedgerEvent>

  /** The feed of all events in commit order: catches up, then stays live until aborted, or ends with `live: false`. */
  events(options?: FeedOptions): AsyncIterable<LedgerEvent>

  /** Finishes what was accepted, then closes the store. */
  close(): Promise<void>
}

/**
 * Opens a ledger on a store. A new one states its identity first (LedgerOpened).
 *
 * @example
 * await using ledger = await openLedger({ store: await sqlite('ledger.db') })
 * const receipt = await ledger.record('JX-2023-001', fact, { actor: { id: 'u-7', role: 'buyer' } })
 */
export async function openLedger({ store, sources, origin, rules }: LedgerOptions): Promise<Ledger> {
  const world: Sources = { ...systemSources(), ...sources }
  const identity = await openIdentity(store, world, origin)
  // What a crash left between an erasure and its removal; on engines where both are one transaction there is nothing.
  await store.finishErasures()
  const recorder = new Recorder(store, world, Blocking.of(rules))

  async function submit(
    subject: Subject,
    asked: Fact | readonly Fact[],
    options: RecordOptions = {},
  ): Promise<Outcome> {
    const addressed = parseSubject(subject)
    if (addressed.kind === undefined) return { status: 'refused', refusal: notAnId(addressed.path) }
    const parsed = parseCommand(addressed.kind, asked, options)
    if ('refused' in parsed) return { status: 'refused', refusal: parsed.refused }
    const { commandId, expectedRevision } = options
    return recorder.record(streamOf(addressed), { facts: parsed.facts, commandId, expectedRevision })
  }

  function record(subject: Subject, fact: Fact, options?: RecordOptions): Promise<Recorded>
  function record(subject: Subject, facts: readonly Fact[], options?: RecordOptions): Promise<RecordedAll>
  async function record(
    subject: Subject,
    asked: Fact | readonly Fact[],
    options?: RecordOptions,
  ): Promise<Recorded | RecordedAll> {
    const outcome = await submit(subject, asked, options)
    if (outcome.status === 'refused') return { refused: outcome.refusal }
    return (Array.isArray(asked) ? outcome.receipts : outcome.receipts[0]) as Recorded | RecordedAll
  }

  async function close(): Promise<void> {
    await recorder.settle()
    await store.close()
  }

  return {
    identity,
    store,
    keys: keyStatements(store, world),
    record,
    submit,
    project: (projectId, cut = {}) => readProject(store, projectId, cut),
    history: (subject, options = {}) => readHistory(store, subject, options),
    events: (options = {}) => readFeed(store, options),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const notAnId = (path: string): Refusal =>
  invalid([{ path, message: 'an id is 1 to 64 of letters, digits, ".", "_", "-"' }])
