import { type EventStore, NO_STREAM } from '@procurement-ledger/core'
import type { ReadModels } from '../engine.ts'
import type { Snapshots } from '../queryable.ts'
import { ownerColumn, type Projection } from '../read-models/projection.ts'
import { sealed, type Told } from './invented.ts'

/** Every row of every table, in one order: what two sets of read models are compared by. */
export const allRows = (
  models: Snapshots & Partial<Pick<ReadModels, 'projections'>>,
  projections: readonly Projection[] = models.projections ?? [],
) =>
  models.snapshot(async (at) => {
    const rows: Record<string, readonly object[]> = {}
    for (const table of projections.flatMap(({ tables }) => tables))
      rows[table.name] = await at.query<object>(`select * from "${table.name}" order by "${ownerColumn(table)}", "key"`)
    return rows
  })

/** Appends to a store as a ledger would: each stream behind its own end. */
export function appender(store: EventStore) {
  const ends = new Map<string, number>()
  return async (stream: string, facts: readonly Told[]): Promise<bigint> => {
    const end = ends.get(stream) ?? NO_STREAM
    const stored = await store.append(stream, end, sealed(stream, facts, end + 1))
    ends.set(stream, end + facts.length)
    return stored.at(-1)?.position ?? 0n
  }
}
