import { utcMillis } from '../kernel/calendar.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { type Condition, lifecycle, type Phase, type ProjectEventType, type Role, type Row } from './lifecycle.ts'
import type { Project } from './project.ts'
import type { AskedContext, FactContext } from './step.ts'
import { projectSteps } from './steps.ts'

/** A fact as the law sees it: parsed, without personal fields. */
export interface LawfulFact extends FactContext {
  readonly type: ProjectEventType
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
export function decide(project: Project, fact: AskedFact, nowMs: number): Refusal | undefined {
  const isFirst = lifecycle[fact.type].from === 'none'
  if (project.phase === 'none' && !isFirst)
    return refuse('PROJECT_UNKNOWN', `${project.projectId} is not registered; record ProjectRegistered first`)
  if (project.phase !== 'none' && isFirst) return refuse('PROJECT_EXISTS', `${project.projectId} is registered already`)

  return findObjections(project, fact, nowMs).next().value
}

/**
 * What an imported project records instead of a refusal: every objection of the table, the clock and the step. Only a
 * project that does not exist, or exists already, is still refused.
 */
export function decideImported(project: Project, fact: AskedFact, nowMs: number): Refusal[] {
  return [...findObjections(project, fact, nowMs)]
}

/** Folds one event into the state, in place: the caller owns it, or hands in a draft. */
export function evolve(project: Project, fact: LawfulFact): void {
  const { to } = lifecycle[fact.type] as Row
  const isInSequence = mayFollow(project, fact)
  const before = project.phase
  projectSteps[fact.type].evolve?.(project, fact.data as never, fact)
  if (typeof to === 'string' && to !== 'same') project.phase = to

  // Only imported histories come out of sequence: what is stated late does not take the project back.
  if (!isInSequence && RANK.indexOf(project.phase) < RANK.indexOf(before)) project.phase = before
  if (ENDS.includes(project.phase)) project.suspension = undefined
}

export const isImported = (project: Project): boolean => project.registration?.origin === 'imported'

/** Whether what the law objects to is recorded all the same, with its finding, because it is what a source says. */
export function isRestated(project: Project, type: ProjectEventType): boolean {
  const { from, isAct }: Row = lifecycle[type]
  return isImported(project) && from !== 'none' && !isAct
}

function* findObjections(project: Project, fact: AskedFact, nowMs: number): Generator<Refusal, undefined> {
  const row: Row = lifecycle[fact.type]
  if (project.archived && !row.afterArchive)
    yield refuse('PROJECT_ARCHIVED', `${project.projectId} is archived; ${fact.type} comes too late`)
  if (!mayFollow(project, fact)) yield refuse('OUT_OF_SEQUENCE', `${fact.type} cannot follow ${describePhase(project)}`)
  if (project.suspension !== undefined && !row.whileSuspended)
    yield refuse('SUSPENDED', `${project.projectId} is suspended; ${fact.type} must wait for ProcedureResumed`)
  if (!mayState(project, fact))
    yield refuse('ROLE_NOT_ALLOWED', `${fact.type} is stated by ${describeRoles(row)}, not by ${fact.role}`)
  if (fact.occurredMs > nowMs + CLOCK_TOLERANCE_MS)
    yield refuse(
      'OCCURRED_IN_FUTURE',
      `occurredAt is after the ledger's clock, ${utcMillis(nowMs)}; state facts, not plans`,
    )

  const own = projectSteps[fact.type].decide?.(project, fact.data as never, fact)
  if (own !== undefined) yield own
}

function mayFollow(project: Project, { type }: LawfulFact): boolean {
  const { from }: Row = lifecycle[type]
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

function mayState(project: Project, { type, role }: LawfulFact): boolean {
  // The importer repeats what a source states; who stated it, the source does not say.
  if (role === 'ledger' && isRestated(project, type)) return true
  return (lifecycle[type] as Row).by.some((entry) => {
    const [allowed, phases] = typeof entry === 'string' ? [entry, undefined] : entry
    const isRole = role === allowed || (allowed === 'agency' && role === 'buyer')
    return isRole && (phases === undefined || phases.includes(project.phase as Phase))
  })
}

const describePhase = ({ phase }: Project): string => (phase === 'none' ? 'the beginning' : `phase ${phase}`)

const describeRoles = ({ by }: Row): string =>
  by
    .map((entry: Role | readonly [Role, readonly Phase[]]) =>
      typeof entry === 'string' ? entry : `${entry[0]} (in ${entry[1].join(', ')})`,
    )
    .join(', ')
