import { utcMillis } from '../kernel/calendar.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { type Dossier, emptyDossier } from './dossier.ts'
import { effectiveHistory, isActOnRecord } from './effective-history.ts'
import {
  type Condition,
  lifecycle,
  type Phase,
  type PlainRow,
  type ProjectEventType,
  type Role,
  type Row,
  type StatedEventType,
  type SubjectKind,
  tables,
} from './lifecycle.ts'
import { emptyProject, type Project } from './project.ts'
import type { AskedContext, FactContext, RecordedFact } from './step.ts'
import { stepOf } from './steps.ts'

/** The state of whatever a stream is about. */
export type SubjectState = Project | Dossier

export const emptySubject = (kind: SubjectKind, id: string): SubjectState =>
  kind === 'project' ? emptyProject(id) : emptyDossier(kind, id)

/** The state of the same subject before its first event. */
export const emptyAgain = (state: SubjectState): SubjectState =>
  state.kind === 'project' ? emptyProject(state.projectId) : emptyDossier(state.kind, state.id)

/** A fact as the law sees it: parsed, without personal fields. */
export interface LawfulFact extends FactContext {
  readonly type: StatedEventType
  readonly data: object
}

/** A fact that is asked for. */
export interface AskedFact extends LawfulFact, AskedContext {}

/** More than this after the ledger's clock, a fact has not happened yet. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

const ENDS: readonly (Phase | 'none')[] = ['completed', 'failed', 'cancelled']

/** The order of phases; an imported history that states them out of order never moves back. */
const RANK: readonly (Phase | 'none')[] = [
  'none',
  'registered',
  'accepted',
  'tendering',
  'opened',
  'evaluated',
  'awarded',
  'contracted',
  'completed',
  'failed',
  'cancelled',
]

/** The table first (phase, suspension, role), then the clock, then the event's own step. */
export function decide(state: SubjectState, fact: AskedFact, nowMs: number): Refusal | undefined {
  const unborn = state.kind === 'project' ? unbornOrBorn(state, fact) : undefined
  return unborn ?? findObjections(state, fact, nowMs).next().value
}

/** A project begins with its own events, once. Anything else begins with its first fact, whichever that is. */
function unbornOrBorn({ phase, projectId }: Project, { type }: AskedFact): Refusal | undefined {
  const isFirst = rowOf(type).from === 'none'
  if (phase === 'none' && !isFirst)
    return refuse('PROJECT_UNKNOWN', `${projectId} is not registered; record ProjectRegistered first`)
  if (phase !== 'none' && isFirst) return refuse('PROJECT_EXISTS', `${projectId} is registered already`)
}

/**
 * What an imported project records instead of a refusal: every objection of the table, the clock and the step. Only a
 * project that does not exist, or exists already, is still refused.
 */
export function decideImported(state: SubjectState, fact: AskedFact, nowMs: number): Refusal[] {
  return [...findObjections(state, fact, nowMs)]
}

/** Folds one event into the state, in place: the caller owns it, or hands in a draft. */
export function evolve(state: SubjectState, fact: LawfulFact): void {
  if (state.kind === 'project') evolveProject(state, fact)
  else foldIn(state, fact)
}

export function evolveProject(project: Project, fact: LawfulFact): void {
  const { to } = rowOf(fact.type)
  const isInSequence = mayFollow(project, fact)
  const before = project.phase
  foldIn(project, fact)
  if (typeof to === 'string' && to !== 'same') project.phase = to

  // Only imported histories come out of sequence: what is stated late does not take the project back.
  if (!isInSequence && RANK.indexOf(project.phase) < RANK.indexOf(before)) project.phase = before
  if (ENDS.includes(project.phase)) project.suspension = undefined
}

function foldIn(state: SubjectState, fact: LawfulFact): void {
  stepOf(fact.type).evolve?.(state as never, fact.data as never, fact)
}

export const isImported = (state: SubjectState): boolean =>
  state.kind === 'project' && state.registration?.origin === 'imported'

/** Whether what the law objects to is recorded all the same, with its finding, because it is what a source says. */
export function isRestated(state: SubjectState, type: StatedEventType): boolean {
  if (!isImported(state)) return false
  const { from, isAct } = rowOf(type)
  return from !== 'none' && !isAct
}

/** The state of a subject after these events, as they stand. */
export function foldAnew(subject: SubjectState, past: readonly RecordedFact[]): SubjectState {
  const state = emptyAgain(subject)
  for (const fact of effectiveHistory(past)) evolve(state, fact)
  return state
}

/** Everything that the table, the clock and the step object to. */
export function* findObjections(state: SubjectState, fact: AskedFact, nowMs: number): Generator<Refusal, undefined> {
  if (state.kind === 'project') yield* outOfPlace(state, fact)
  if (!mayState(state, fact))
    yield refuse('ROLE_NOT_ALLOWED', `${fact.type} is stated by ${describeRoles(state, fact)}, not by ${fact.role}`)
  if (fact.occurredMs > nowMs + CLOCK_TOLERANCE_MS)
    yield refuse(
      'OCCURRED_IN_FUTURE',
      `occurredAt is after the ledger's clock, ${utcMillis(nowMs)}; state facts, not plans`,
    )

  const own = stepOf(fact.type).decide?.(state as never, fact.data as never, fact)
  if (own !== undefined) yield own
}

/** What archive, phase and suspension say. */
function* outOfPlace(project: Project, fact: AskedFact): Generator<Refusal, undefined> {
  const row = rowOf(fact.type)
  if (project.archived && !row.afterArchive)
    yield refuse('PROJECT_ARCHIVED', `${project.projectId} is archived; ${fact.type} comes too late`)
  if (!mayFollow(project, fact)) yield refuse('OUT_OF_SEQUENCE', `${fact.type} cannot follow ${describePhase(project)}`)
  if (project.suspension !== undefined && !row.whileSuspended)
    yield refuse('SUSPENDED', `${project.projectId} is suspended; ${fact.type} must wait for ProcedureResumed`)
}

function mayFollow(project: Project, { type }: LawfulFact): boolean {
  const { from } = rowOf(type)
  const { phase } = project
  if (from === 'none' || phase === 'none') return from === phase
  if (from === 'any') return true
  if (from === 'active') return !ENDS.includes(phase)
  return from.some((entry) =>
    typeof entry === 'string' ? entry === phase : entry[0] === phase && CONDITIONS[entry[1]](project),
  )
}

const CONDITIONS: { readonly [C in Condition]: (project: Project) => boolean } = {
  forAuctionOrListing: ({ registration }) => ['auction', 'listing'].includes(registration?.procedure ?? ''),
  forSingleSource: ({ registration }) => registration?.procedure === 'singleSource',
  withoutContract: ({ contracts }) => contracts.size === 0,
}

function mayState(state: SubjectState, fact: AskedFact): boolean {
  return isAllowed(state, fact) || (isByTarget(state, fact) && mayStateTarget(state, fact))
}

const isByTarget = (state: SubjectState, { type }: LawfulFact): boolean => anyRowOf(state, type)?.orByTarget === true

/** Asked on the state that the target was judged on. Where there is no target that could be corrected, the step refuses. */
function mayStateTarget(state: SubjectState, { data, role, past = [] }: AskedFact): boolean {
  const place = past.findIndex(({ eventId }) => eventId === (data as { readonly target?: string }).target)
  const target = past[place]
  if (target === undefined || isActOnRecord(target.type)) return true
  return isAllowed(foldAnew(state, past.slice(0, place)), { ...target, role })
}

function isAllowed(state: SubjectState, { type, role }: LawfulFact): boolean {
  // The importer repeats what a source states; who stated it, the source does not say.
  if (role === 'ledger' && isRestated(state, type)) return true
  return rolesOf(state, type).some((entry) => {
    const [allowed, phases] = typeof entry === 'string' ? [entry, undefined] : entry
    const isRole = role === allowed || (allowed === 'agency' && role === 'buyer')
    return isRole && (phases === undefined || (state.kind === 'project' && phases.includes(state.phase as Phase)))
  })
}

/** Of an event of projects: the border let no other in. */
const rowOf = (type: StatedEventType): Row => lifecycle[type as ProjectEventType]

const anyRowOf = ({ kind }: SubjectState, type: StatedEventType): PlainRow | Row | undefined =>
  (tables[kind] as { readonly [type: string]: PlainRow | Row })[type]

const rolesOf = (state: SubjectState, type: StatedEventType): Row['by'] => anyRowOf(state, type)?.by ?? []

const describePhase = ({ phase }: Project): string => (phase === 'none' ? 'the beginning' : `phase ${phase}`)

const describeRoles = (state: SubjectState, fact: LawfulFact): string =>
  rolesOf(state, fact.type)
    .map((entry: Role | readonly [Role, readonly Phase[]]) =>
      typeof entry === 'string' ? entry : `${entry[0]} (in ${entry[1].join(', ')})`,
    )
    .concat(isByTarget(state, fact) ? ['who may state its target'] : [])
    .join(', ')
