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
  /** `clearedOn` follows from the movements. */
  readonly bonds: readonly LodgedBond[]
  readonly bond_movements: readonly BondMovementRow[]
  readonly waivers: readonly WaiverRow[]
  readonly sessions: readonly SessionRow[]
  readonly objections: readonly ObjectionRow[]
  readonly loans: readonly LoanRow[]
  readonly competition: readonly CompetitionRow[]
  readonly lags: readonly LagRow[]
  readonly supervision: readonly SupervisionRow[]
  readonly credit: readonly CreditRow[]
}

export type LodgedBond = Omit<BondRow, 'clearedOn'>

const OWNER = 'test'
const LEASE_MS = 60_000

/** The place of the log that read models of written rows are at. */
export const WRITTEN_POSITION = 48_211n

/** What `replaceRows` wrote last; undefined where nothing is written yet. */
export type WrittenRows = Readonly<Record<string, readonly Row[]>> | undefined

/** Lets read models hold these rows and no others, instead of those that were written before. */
export async function replaceRows(models: ReadModels, before: WrittenRows, rows: Partial<Rows>): Promise<WrittenRows> {
  const { bonds = [], bond_movements = [] } = rows
  const told = { ...rows, bonds: bonds.map((bond) => ({ ...bond, clearedOn: clearedOn(bond, bond_movements) })) }
  const written = told as unknown as Readonly<Record<string, readonly Row[]>>
  const changes = tablesOf(models.projections).map((table) => ({
    ...{ table: table.name, deleted: [], replaced: [], inserted: written[table.name] ?? [] },
    cleared: [...new Set((before?.[table.name] ?? []).map((row) => String(row[ownerColumn(table)])))],
  }))
  const anchor = { stream: 'project-P-1', revision: 0, eventId: 'event-1' }
  const isFirst = before === undefined
  const batch = { previous: isFirst ? 0n : WRITTEN_POSITION, position: WRITTEN_POSITION, anchor, changes }
  // Each save renews the lease, and what serves goes on serving.
  if (isFirst) await models.claim(OWNER, LEASE_MS)
  if (!(await models.save(OWNER, LEASE_MS, batch))) throw new Error('the rows were not written')
  if (isFirst) await models.serve(OWNER)
  return written
}

function clearedOn({ projectId, key, amountMinor }: LodgedBond, all: readonly BondMovementRow[]): number | null {
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
