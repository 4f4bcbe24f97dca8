import type { Snapshots } from '@procurement-ledger/projections'

/** The same models to whoever reads them, and others to whoever keeps what was read: nothing is answered from memory. */
export const unkept = (models: Snapshots): Snapshots => ({
  query: (sql, params) => models.query(sql, params),
  position: () => models.position(),
  snapshot: (read) => models.snapshot(read),
})
