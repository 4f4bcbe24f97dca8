import assert from 'node:assert/strict'
import { instantMs } from '../kernel/calendar.ts'
import type { Refusal, RefusalCode } from '../kernel/refusal.ts'
import { type AskedFact, evolve, foldAnew, isRestated, type SubjectState } from '../procurement/decider.ts'
import { type Dossier, emptyDossier } from '../procurement/dossier.ts'
import { changesHistory, isActOnRecord } from '../procurement/effective-history.ts'
import { judge as judgeFact, judgeOverPast } from '../procurement/judging.ts'
import {
  expertLifecycle,
  lifecycle,
  type PlainRow,
  partyLifecycle,
  type Role,
  type Row,
  type StatedEventType,
} from '../procurement/lifecycle.ts'
import { type Lifted, lift, personalPaths } from '../procurement/personal.ts'
import { emptyProject, type Project } from '../procurement/project.ts'
import type { PersonalPart, RecordedFact } from '../procurement/step.ts'
import { importedShape, stepOf } from '../procurement/steps.ts'

/** A fact in a test: its data as a caller would send it. */
export interface Stated {
  readonly type: StatedEventType
  readonly data: unknown
  readonly occurredAt: string
  readonly role: Role
  readonly actorId?: string
}

/** The id of the event at a revision of a history that is given. */
export const idAt = (revision: number): string => `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`

/** The ledger's clock in domain tests: after everything that histories state. */
export const TEST_NOW = '2023-12-31T12:00:00+08:00'

const ROWS: { readonly [T in StatedEventType]: Row | PlainRow } = {
  ...partyLifecycle,
  ...expertLifecycle,
  ...lifecycle,
}

/** States a fact; the role is the first that the table allows, the moment noon of 1 March 2023 in Anhui. */
export function fact(
  type: StatedEventType,
  data: unknown,
  { occurredAt = '2023-03-01T12:00:00+08:00', role, actorId }: Partial<Omit<Stated, 'type' | 'data'>> = {},
): Stated {
  const [first] = ROWS[type].by
  const stated = { type, data, occurredAt, role: role ?? (typeof first === 'string' ? first : (first?.[0] as Role)) }
  return actorId === undefined ? stated : { ...stated, actorId }
}

const givenFrom =
  <State extends SubjectState>(start: () => State) =>
  (...history: readonly Stated[]) => ({
    when(asked: Stated) {
      const state = replayFrom(start(), history)
      const outcome = judge(state, asked, history)
      return {
        /** It is accepted; `check` looks at the state after it. */
        // biome-ignore lint/suspicious/noThenProperty: given / when / then is the sentence; nobody awaits it.
        then(check: (state: State) => void = () => {}) {
          assert.equal(outcome.code, undefined, `${asked.type} was refused: ${outcome.code} ${outcome.message}`)
          check(after(state, asked, history))
        },
        thenRefused: (code: RefusalCode) => assert.equal(outcome.code, code, outcome.message),
        /** On an imported project: it is recorded, with these findings. */
        thenFound(...codes: readonly RefusalCode[]) {
          const isFound = isRestated(state, asked.type) || changesHistory(asked.type)
          assert.ok(isFound, `${asked.type} is not recorded with findings here`)
          assert.equal(outcome.code, undefined, outcome.message)
          assert.deepEqual(
            outcome.findings.map(({ code }) => code),
            codes,
          )
        },
      }
    },
  })

/**
 * The test sentence of the domain: given this history, when this is asked, then this holds, or this refusal.
 * The history itself must be lawful, unless it begins with ProjectImported.
 */
export const given = givenFrom<Project>(() => emptyProject('P-1'))
/** The same of an enterprise, and of an expert. */
export const givenOfParty = givenFrom<Dossier>(() => emptyDossier('party', 'C-1'))
export const givenOfExpert = givenFrom<Dossier>(() => emptyDossier('expert', 'E-1'))

/** Folds a lawful history of a project, asserting that it is one. */
export const replay = (history: readonly Stated[]): Project => replayFrom(emptyProject('P-1'), history)

function replayFrom<State extends SubjectState>(start: State, history: readonly Stated[]): State {
  let state = start
  for (const [i, stated] of history.entries()) {
    const before = history.slice(0, i)
    const { code, message } = judge(state, stated, before)
    if (!isRestated(state, stated.type))
      assert.equal(code, undefined, `the history is not lawful: ${stated.type} ${code} ${message}`)
    state = after(state, stated, before)
  }
  return state
}

/** The state is folded on, but for what changes the history before it. */
function after<State extends SubjectState>(state: State, stated: Stated, history: readonly Stated[]): State {
  if (changesHistory(stated.type)) return foldAnew(state, recorded([...history, stated])) as State
  evolve(state, lawful(stated))
  return state
}

interface Outcome {
  readonly code: RefusalCode | undefined
  readonly message: string
  readonly findings: readonly Refusal[]
}

function judge(state: SubjectState, stated: Stated, history: readonly Stated[]): Outcome {
  const { type, data } = stated
  const shape = isRestated(state, type) ? importedShape(type) : stepOf(type).data
  const parsed = shape.safeParse(data)
  if (!parsed.success) return { code: 'INVALID', message: parsed.error.message, findings: [] }

  const fact = lawful(stated, history)
  const nowMs = instantMs(TEST_NOW)
  const judged = changesHistory(type)
    ? judgeOverPast(state, recorded(history), [fact], nowMs)
    : judgeFact(state, fact, nowMs)
  if ('refusal' in judged) return { ...judged.refusal, findings: [] }
  return { code: undefined, message: '', findings: judged.findings.flat() }
}

/** The history as it is recorded: each event under `idAt` its revision, by `TEST_NOW`. */
const recorded = (history: readonly Stated[]): readonly RecordedFact[] =>
  history.map((stated, revision) => {
    const { type, data, occurredMs, role, actorId } = lawful(stated, history.slice(0, revision))
    return { eventId: idAt(revision), recordedMs: instantMs(TEST_NOW), type, data, occurredMs, role, actorId }
  })

/** The fact as the law sees it: parsed, by the shape of imported histories where it has no other, without personal fields. */
export function lawful(stated: Stated, history: readonly Stated[] = []): AskedFact {
  const { type, occurredAt, role, actorId = `${role}-1` } = stated
  const { lawful: data, personal } = lifted(stated, history)
  const fact = { type, data, occurredMs: instantMs(occurredAt), role, actorId, personalPartOf: partsOf(history) }
  return type === 'EventCorrected' ? { ...fact, correctsPersonal: personal !== undefined } : fact
}

/** Without personal fields; those of a correction are marked by the shape of what it corrects. */
function lifted({ type, data }: Stated, history: readonly Stated[]): Lifted {
  const parsed = parse(type, data)
  const target = history.find((_stated, i) => idAt(i) === parsed.target)
  if (type !== 'EventCorrected' || target === undefined || isActOnRecord(target.type))
    return lift(parsed, personalPaths(stepOf(type).data))
  const corrected = { ...parsed, data: parse(target.type, parsed.data) }
  return lift(corrected, personalPaths(stepOf(target.type).data, ['data']))
}

function parse(type: StatedEventType, data: unknown): { readonly [key: string]: unknown } {
  const strict = stepOf(type).data.safeParse(data)
  return (strict.success ? strict.data : importedShape(type).parse(data)) as { readonly [key: string]: unknown }
}

/** What became of the personal part of each event of a history. */
const partsOf =
  (history: readonly Stated[]) =>
  (eventId: string): PersonalPart | undefined => {
    const place = history.findIndex((_stated, i) => idAt(i) === eventId)
    const target = history[place]
    if (target === undefined) return undefined
    if (lifted(target, history.slice(0, place)).personal === undefined) return 'none'
    const erasures = history.filter(({ type }) => type === 'PersonalDataErased')
    return erasures.some(({ type, data }) => parse(type, data).target === eventId) ? 'erased' : 'kept'
  }
