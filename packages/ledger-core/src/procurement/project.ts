import type { z } from 'zod'
import type { Money } from '../kernel/money.ts'
import type { Phase } from './lifecycle.ts'
import type { Category, Method, Procedure, Regime } from './shapes.ts'

/**
 * The state of one project: what deciding needs, and no more. It is folded from the stream and can be folded again.
 *
 * One shape for all phases, not one variant a phase: bids, bonds, awards and contracts are keyed by id and live across
 * phases (a bond is released years after completion, a complaint may come at any end), so a variant a phase would
 * repeat nearly everything. The table, not the type, says what a phase allows.
 *
 * Collections are Maps, because `constructor` and `__proto__` are ids like any other.
 */
export interface Project {
  readonly kind: 'project'
  readonly projectId: string
  /** `none` until the first event. */
  phase: Phase | 'none'
  /** From ProjectRegistered or ProjectImported; undefined only in phase `none`. */
  registration: Registration | undefined
  suspension: { readonly sinceMs: number } | undefined
  archived: boolean
  deferred: Map<string, { readonly dueOn: string; supplied: boolean }>
  reservations: Map<string, { released: boolean }>
  /** `closedMs`: when SubmissionClosed says that it ended, until the deadline moves. */
  submission: { deadlineMs: number | undefined; openingMs: number | undefined; closedMs: number | undefined }
  documentsVersion: number
  enquiries: Map<string, { answered: boolean }>
  draws: Map<string, Set<string>>
  sessions: Set<string>
  bids: Map<string, Bid>
  bonds: Map<string, Bond>
  objections: Map<string, { answered: boolean; upheld: boolean | undefined }>
  complaints: Map<string, { status: 'filed' | 'accepted' | 'refused' | 'decided' | 'withdrawn' }>
  awards: Map<string, Award>
  /** Awards that an imported history takes back before it states them. */
  cancelledUnseen: Set<string>
  contracts: Map<string, Contract>
  milestones: Set<string>
  payments: Set<string>
  opinions: Map<string, { answered: boolean }>
  flags: Map<string, { resolved: boolean; byLedger?: boolean }>
  hotlineCases: Set<string>
}

export interface Registration {
  readonly origin: 'registered' | 'imported'
  readonly title: string | undefined
  readonly category: z.infer<typeof Category> | undefined
  readonly regime: z.infer<typeof Regime> | undefined
  readonly method: z.infer<typeof Method> | undefined
  readonly procedure: z.infer<typeof Procedure> | undefined
  readonly venue: { readonly id: string; readonly name: string; readonly zone: string }
}

export interface Bid {
  readonly bidderId: string
  /** `valid` and `invalid` since the opening; `rejected` by the committee; `ranked` since the evaluation. */
  status: 'submitted' | 'withdrawn' | 'valid' | 'invalid' | 'rejected' | 'ranked'
}

/** Lodged = released + forfeited + claimed + held, in minor units of one currency. */
export interface Bond {
  readonly kind: 'bid' | 'performance'
  readonly currency: string
  readonly lodgedMinor: bigint
  releasedMinor: bigint
  forfeitedMinor: bigint
  claimedMinor: bigint
}

export interface Award {
  readonly bidId: string | undefined
  readonly supplierId: string
  /** As decided: an amount, or a rate in percent. */
  readonly amount: Money | undefined
  readonly rate: string | undefined
  /** `void`: cancelled, or set aside by a re-evaluation. */
  status: 'live' | 'void'
}

export interface Contract {
  readonly awardId: string
  /** The total as it stands: signed, or amended since. */
  amount: Money
  status: 'active' | 'completed' | 'terminated'
}

export function emptyProject(projectId: string): Project {
  return {
    kind: 'project',
    projectId,
    phase: 'none',
    registration: undefined,
    suspension: undefined,
    archived: false,
    deferred: new Map(),
    reservations: new Map(),
    submission: { deadlineMs: undefined, openingMs: undefined, closedMs: undefined },
    documentsVersion: 0,
    enquiries: new Map(),
    draws: new Map(),
    sessions: new Set(),
    bids: new Map(),
    bonds: new Map(),
    objections: new Map(),
    complaints: new Map(),
    awards: new Map(),
    cancelledUnseen: new Set(),
    contracts: new Map(),
    milestones: new Set(),
    payments: new Set(),
    opinions: new Map(),
    flags: new Map(),
    hotlineCases: new Set(),
  }
}

export const heldMinor = (bond: Bond): bigint =>
  bond.lodgedMinor - bond.releasedMinor - bond.forfeitedMinor - bond.claimedMinor

export const liveAwards = (project: Project): [awardId: string, award: Award][] =>
  [...project.awards].filter(([, { status }]) => status === 'live')

/** An auction, a listing, or the disposal of land or property: offers instead of sealed bids. */
export function isSale({ registration }: Project): boolean {
  const { category, procedure } = registration ?? {}
  return category === 'land' || category === 'property' || procedure === 'auction' || procedure === 'listing'
}

/** Whether a bid comes sealed, so that only its sha256 is known until the opening. */
export const isSealed = (project: Project): boolean =>
  ['open', 'selective'].includes(project.registration?.method ?? '') && !isSale(project)

/**
 * Whether it is too late at that moment for a bid to come, go or change. The deadline closes submission by itself,
 * except one that passes while the procedure is suspended: then it stays open until the deadline is extended.
 */
export function isDeadlinePast({ submission: { deadlineMs }, suspension }: Project, occurredMs: number): boolean {
  if (deadlineMs === undefined || occurredMs <= deadlineMs) return false
  return suspension === undefined || suspension.sinceMs >= deadlineMs
}
