import assert from 'node:assert/strict'
import { instantMs } from '../kernel/calendar.ts'
import type { RefusalCode } from '../kernel/refusal.ts'
import {
  type AskedFact,
  decide,
  decideImported,
  evolve,
  isRestated,
  type SubjectState,
} from '../procurement/decider.ts'
import { type Dossier, emptyDossier } from '../procurement/dossier.ts'
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
import type { PersonalPart } from '../procurement/step.ts'
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
          evolve(state, lawful(asked))
          check(state)
        },
        thenRefused: (code: RefusalCode) => assert.equal(outcome.code, code, outcome.message),
        /** On an imported project: it is recorded, with these findings. */
        thenFound(...codes: readonly RefusalCode[]) {
          assert.ok(isRestated(state, asked.type), `${asked.type} is not recorded with findings here`)
          const found = decideImported(state, lawful(asked, history), instantMs(TEST_NOW))
          assert.deepEqual(
            found.map(({ code }) => code),
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

function replayFrom<State extends SubjectState>(state: State, history: readonly Stated[]): State {
  for (const [i, stated] of history.entries()) {
    const { code, message } = judge(state, stated, history.slice(0, i))
    if (!isRestated(state, stated.type))
      assert.equal(code, undefined, `the history is not lawful: ${stated.type} ${code} ${message}`)
    evolve(state, lawful(stated))
  }
  return state
}

function judge(
  state: SubjectState,
  stated: Stated,
  history: readonly Stated[],
): { code: RefusalCode | undefined; message: string } {
  const parsed = stepOf(stated.type).data.safeParse(stated.data)
  if (!parsed.success) return { code: 'INVALID', message: parsed.error.message }
  const { code, message } = decide(state, lawful(stated, history), instantMs(TEST_NOW)) ?? {
    code: undefined,
    message: '',
  }
  return { code, message }
}

/** The fact as the law sees it: parsed, by the shape of imported histories where it has no other, without personal fields. */
export function lawful(stated: Stated, history: readonly Stated[] = []): AskedFact {
  const { type, occurredAt, role, actorId = `${role}-1` } = stated
  const data = lifted(stated).lawful
  return { type, data, occurredMs: instantMs(occurredAt), role, actorId, personalPartOf: partsOf(history) }
}

function lifted({ type, data }: Stated): Lifted {
  const schema = stepOf(type).data
  const strict = schema.safeParse(data)
  const parsed = (strict.success ? strict.data : importedShape(type).parse(data)) as { readonly [key: string]: unknown }
  return lift(parsed, personalPaths(schema))
}

/** What became of the personal part of each event of a history. */
const partsOf =
  (history: readonly Stated[]) =>
  (eventId: string): PersonalPart | undefined => {
    const target = history.find((_stated, i) => idAt(i) === eventId)
    if (target === undefined) return undefined
    if (lifted(target).personal === undefined) return 'none'
    return history.some((stated) => lifted(stated).lawful.target === eventId) ? 'erased' : 'kept'
  }
