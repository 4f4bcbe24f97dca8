import { bondJournal } from './bond-journal.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondPostingRow } from './rows.ts'

/** The books of bonds: one row for each side of each entry. */
export const bondPostings = projectTable<BondPostingRow>({
  name: 'bond_postings',
  columns: {
    bondId: 'text',
    bidder: 'text',
    bank: 'text',
    account: 'text',
    ...stampColumns,
    postedOn: 'integer',
    currency: 'text',
    debitMinor: 'big',
    creditMinor: 'big',
  },
  indexes: [
    ['currency', 'bidder', 'account'],
    ['currency', 'bank', 'account'],
    ['currency', 'projectId', 'account'],
  ],
  changedBy: ['BidBondLodged', 'PerformanceBondLodged', 'BondReleased', 'BondForfeited', 'GuaranteeClaimed'],

  rows: (history) =>
    bondJournal(history).map((posting) => ({
      ...base(history, `${posting.eventId}/${posting.account}`),
      ...posting,
    })),
})
