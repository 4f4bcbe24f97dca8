import type { ReadModels } from '../engine.ts'
import { tablesOf } from '../read-models/declared-tables.ts'
import { ownerColumn, type Row } from '../read-models/projection.ts'
import type {
  AwardRow,
  BondMovementRow,
  BondRow,
  CompetitionRow,
  ContractRow,
  CreditRow,
  DeferredRow,
  Dimensions,
  IntervalRow,
  LagRow,
  LoanRow,
  ObjectionRow,
  ProjectRow,
  RegistrationRow,
  ReturnRow,
  SavingRow,
  SessionRow,
  SupervisionRow,
  WaiverRow,
} from '../read-models/rows.ts'

/** Rows written by hand into read models: statistics are tested on rows, whatever events would make them. */

export interface Rows {
  readonly projects: readonly ProjectRow[]
  readonly intervals: readonly IntervalRow[]
  readonly registrations: readonly RegistrationRow[]
  readonly returns: readonly ReturnRow[]
  readonly deferred: readonly DeferredRow[]
  readonly awards: readonly AwardRow[]
  readonly savings: readonly SavingRow[]
  readonly contracts: readonly ContractRow[]
  /** When one was cleared, and was overdue, follows from the movements and the due day. */
  readonly bonds: readonly LodgedBond[]
  readonly bond_movements: readonly MovedBond[]
  readonly waivers: readonly WaiverRow[]
  readonly sessions: readonly SessionRow[]
  readonly objections: readonly ObjectionRow[]
  readonly loans: readonly LoanRow[]
  readonly competition: readonly CompetitionRow[]
  readonly lags: readonly LagRow[]
  readonly supervision: readonly SupervisionRow[]
  readonly credit: readonly CreditRow[]
}

type Followed = 'clearedOn' | 'dueRule' | 'triggerEvent' | 'triggerOn' | 'dueOn' | 'overdueFrom' | 'overdueUntil'

export interface LodgedBond extends Omit<BondRow, Followed> {
  /** Left out, as null: it never is overdue. */
  readonly dueOn?: number | null
  /** Of a guarantee, its last day. */
  readonly expiresOn?: number | null
}

export type MovedBond = Omit<BondMovementRow, 'heldFrom' | 'heldUntil' | 'overdueFrom' | 'overdueUntil'>

const OWNER = 'test'
const LEASE_MS = 60_000

/** What `replaceRows` wrote last, and at which place of the log; undefined where nothing is written yet. */
export type WrittenRows =
  | { readonly rows: Readonly<Record<string, readonly Row[]>>; readonly position: bigint }
  | undefined

/** Lets read models hold these rows and no others, instead of those that were written before, one event further. */
export async function replaceRows(models: ReadModels, before: WrittenRows, rows: Partial<Rows>): Promise<WrittenRows> {
  const { bonds = [], bond_movements = [] } = rows
  const told = {
    ...rows,
    bonds: bonds.map(({ expiresOn, ...bond }) => ({
      ...bond,
      ...{ dueRule: null, triggerEvent: null, triggerOn: null, dueOn: bond.dueOn ?? null },
      clearedOn: clearedOn(bond, bond_movements),
      ...overdue({ ...bond, ...(expiresOn !== undefined && { expiresOn }) }, bond_movements),
    })),
    bond_movements: bond_movements.map((movement) => ({
      ...movement,
      ...heldAfter(movement, rows),
      ...overdueAfter(movement, rows),
    })),
  }
  const written = told as unknown as Readonly<Record<string, readonly Row[]>>
  const changes = tablesOf(models.projections).map((table) => ({
    ...{ table: table.name, deleted: [], replaced: [], inserted: written[table.name] ?? [] },
    cleared: [...new Set((before?.rows[table.name] ?? []).map((row) => String(row[ownerColumn(table)])))],
  }))
  const anchor = { stream: 'project-P-1', revision: 0, eventId: 'event-1' }
  const isFirst = before === undefined
  const previous = before?.position ?? 0n
  const position = previous + 1n
  const batch = { previous, position, anchor, changes }
  // Each save renews the lease, and what serves goes on serving.
  if (isFirst) await models.claim(OWNER, LEASE_MS)
  if (!(await models.save(OWNER, LEASE_MS, batch))) throw new Error('the rows were not written')
  if (isFirst) await models.serve(OWNER)
  return { rows: written, position }
}

type Overdue = Pick<BondRow, 'overdueFrom' | 'overdueUntil'>

function overdue(bond: LodgedBond, all: readonly MovedBond[]): Overdue {
  const { dueOn = null, expiresOn = null, occurredOn } = bond
  if (dueOn === null) return { overdueFrom: null, overdueUntil: null }
  const ends = [clearedOn(bond, all), expiresOn && expiresOn + 1].filter((day) => day !== null)
  return stretch(Math.max(dueOn + 1, occurredOn), ends.length === 0 ? null : Math.min(...ends))
}

function overdueAfter({ projectId, bondId, occurredOn }: MovedBond, { bonds, bond_movements }: Partial<Rows>): Overdue {
  const bond = bonds?.find((one) => one.projectId === projectId && one.key === bondId)
  const { overdueFrom, overdueUntil } = bond ? overdue(bond, bond_movements ?? []) : stretch(0, 0)
  return overdueFrom === null ? stretch(0, 0) : stretch(Math.max(overdueFrom, occurredOn), overdueUntil)
}

function heldAfter(movement: MovedBond, { bonds, bond_movements = [] }: Partial<Rows>): object {
  const { projectId, bondId, occurredOn, lodgedOn } = movement
  const bond = bonds?.find((one) => one.projectId === projectId && one.key === bondId)
  const heldFrom = Math.max(occurredOn, lodgedOn)
  const heldUntil = bond ? clearedOn(bond, bond_movements) : null
  const isLast = heldUntil !== null && heldUntil <= heldFrom
  return isLast ? { heldFrom: null, heldUntil: null } : { heldFrom, heldUntil }
}

const stretch = (from: number, until: number | null): Overdue =>
  until !== null && until <= from
    ? { overdueFrom: null, overdueUntil: null }
    : { overdueFrom: from, overdueUntil: until }

function clearedOn({ projectId, key, amountMinor }: LodgedBond, all: readonly MovedBond[]): number | null {
  const own = all.filter(
    (movement) => movement.projectId === projectId && movement.bondId === key && movement.takenMinor > 0n,
  )
  const takenMinor = own.reduce((sum, movement) => sum + movement.takenMinor, 0n)
  return own.length > 0 && takenMinor >= amountMinor ? Math.max(...own.map(({ occurredOn }) => occurredOn)) : null
}

export const UNKNOWN: Dimensions = {
  ...{ category: null, regime: null, method: null, procedure: null },
  ...{ region: null, agency: null, buyer: null, venue: null },
}
