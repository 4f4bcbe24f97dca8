import { utcMillis } from '../kernel/calendar.ts'
import { fromMinor, type Money } from '../kernel/money.ts'
import type { Phase } from '../procurement/lifecycle.ts'
import { type Award, type Bid, type Bond, type Contract, heldMinor } from '../procurement/project.ts'
import type { StreamState } from './stream-state.ts'

/** A project's state as JSON: what the ledger knows after `revision`. Lists are in the order of their first event. */
export interface ProjectView {
  readonly projectId: string
  readonly phase: Phase
  readonly suspended: boolean
  readonly archived: boolean
  readonly revision: number
  /** Decimal; place of the last event in the log. */
  readonly position: string
  readonly origin: 'registered' | 'imported'
  /** The first event's data as stated, or corrected since. */
  readonly registration: { readonly [field: string]: unknown }
  readonly submission: { readonly deadlineAt?: string; readonly openingAt?: string; readonly closed: boolean }
  readonly deferred: readonly { readonly material: string; readonly dueOn: string; readonly supplied: boolean }[]
  readonly reservations: readonly { readonly reservationId: string; readonly released: boolean }[]
  readonly enquiries: readonly { readonly enquiryId: string; readonly answered: boolean }[]
  readonly bids: readonly ({ readonly bidId: string } & Bid)[]
  readonly bonds: readonly BondView[]
  readonly objections: readonly {
    readonly objectionId: string
    readonly answered: boolean
    readonly upheld?: boolean
  }[]
  readonly complaints: readonly { readonly complaintId: string; readonly status: string }[]
  readonly awards: readonly ({ readonly awardId: string } & Partial<Award>)[]
  readonly contracts: readonly ({ readonly contractId: string } & Contract)[]
  readonly opinions: readonly { readonly opinionId: string; readonly answered: boolean }[]
  readonly flags: readonly { readonly flagId: string; readonly resolved: boolean }[]
}

/** lodged = released + forfeited + claimed + held. */
export interface BondView {
  readonly bondId: string
  readonly kind: Bond['kind']
  readonly lodged: Money
  readonly released: Money
  readonly forfeited: Money
  readonly claimed: Money
  readonly held: Money
}

/** A copy of the state for the outside; undefined for a project that does not exist. */
export function viewOf({ subject: project, end, position, first }: StreamState): ProjectView | undefined {
  if (project.kind !== 'project') return
  const { phase, registration, submission } = project
  if (phase === 'none' || registration === undefined) return
  return {
    projectId: project.projectId,
    phase,
    suspended: project.suspension !== undefined,
    archived: project.archived,
    revision: end.revision,
    position: position.toString(),
    origin: registration.origin,
    registration: first ?? {},
    submission: {
      ...(submission.deadlineMs === undefined ? {} : { deadlineAt: utcMillis(submission.deadlineMs) }),
      ...(submission.openingMs === undefined ? {} : { openingAt: utcMillis(submission.openingMs) }),
      closed: submission.closedMs !== undefined,
    },
    deferred: entries(project.deferred, 'material'),
    reservations: entries(project.reservations, 'reservationId'),
    enquiries: entries(project.enquiries, 'enquiryId'),
    bids: entries(project.bids, 'bidId'),
    bonds: [...project.bonds].map(([bondId, bond]) => bondView(bondId, bond)),
    objections: entries(project.objections, 'objectionId') as ProjectView['objections'],
    complaints: entries(project.complaints, 'complaintId'),
    awards: entries(project.awards, 'awardId') as ProjectView['awards'],
    contracts: entries(project.contracts, 'contractId'),
    opinions: entries(project.opinions, 'opinionId'),
    flags: [...project.flags].map(([flagId, { resolved }]) => ({ flagId, resolved })),
  }
}

function bondView(bondId: string, bond: Bond): BondView {
  const money = (minor: bigint) => fromMinor(minor, bond.currency)
  return {
    bondId,
    kind: bond.kind,
    lodged: money(bond.lodgedMinor),
    released: money(bond.releasedMinor),
    forfeited: money(bond.forfeitedMinor),
    claimed: money(bond.claimedMinor),
    held: money(heldMinor(bond)),
  }
}

const entries = <Key extends string, Value extends object>(map: ReadonlyMap<string, Value>, key: Key) =>
  [...map].map(([id, value]) => ({ [key]: id, ...value }) as { readonly [K in Key]: string } & Value)
