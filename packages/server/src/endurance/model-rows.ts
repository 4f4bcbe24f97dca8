import assert from 'node:assert/strict'
import type { EventStore } from '@procurement-ledger/core'
import { follow, procurementReadModels, type ReadModels } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'

const FOLLOW_MS = 60_000

const rowsOf = (models: ReadModels) =>
  models.snapshot(async (at) => {
    const rows: object[] = []
    for (const { name } of procurementReadModels.tables)
      rows.push(await at.query(`select * from "${name}" order by 1, 2`))
    return rows
  })

/** The rows are those that a follower makes which folds the whole log anew: nothing is left out, nothing is in twice. */
export async function assertWhole(models: ReadModels, store: EventStore): Promise<void> {
  await using anew = await openReadModels(':memory:', [procurementReadModels])
  const follower = follow({ store, models: anew })
  assert.ok(await follower.waitFor(await store.head(), FOLLOW_MS))
  await follower.stop()
  assert.deepEqual(await rowsOf(models), await rowsOf(anew))
}
