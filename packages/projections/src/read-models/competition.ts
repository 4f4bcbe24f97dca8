import { base, projectTable, stampColumns } from './project-table.ts'
import type { CompetitionRow } from './rows.ts'

/** How many bids were opened, or offers received; placed by the first opening. */
export const competition = projectTable<CompetitionRow>({
  name: 'competition',
  columns: { ...stampColumns, bids: 'integer' },
  indexes: [['occurredOn']],
  changedBy: ['BidsOpened', 'OffersReceived'],

  rows(history) {
    const { opening, openedBids } = history
    return opening === undefined ? [] : [{ ...base(history, ''), ...opening, bids: openedBids.size }]
  },
})
