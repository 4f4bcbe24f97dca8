import { base, projectTable, stampColumns } from './project-table.ts'
import type { WaiverRow } from './rows.ts'

/** Bid bonds that were not asked for (免收投标担保). */
export const waivers = projectTable<WaiverRow>({
  name: 'waivers',
  columns: { ...stampColumns, currency: 'text', amountMinor: 'big' },
  indexes: [['occurredOn']],
  changedBy: ['BidBondWaived'],
  rows: (history) => history.waivers.map((waiver) => ({ ...base(history, waiver.eventId), ...waiver })),
})
