import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondRow } from './rows.ts'

/** Bonds as they were lodged. */
export const bonds = projectTable<BondRow>({
  name: 'bonds',
  columns: {
    bondKind: 'text',
    form: 'text',
    bidder: 'text',
    ...stampColumns,
    currency: 'text',
    amountMinor: 'big',
  },
  indexes: [['occurredOn']],
  changedBy: ['BidBondLodged', 'PerformanceBondLodged'],

  rows: (history) =>
    [...history.bonds].map(([bondId, { kind, ...bond }]) => ({ ...base(history, bondId), bondKind: kind, ...bond })),
})
