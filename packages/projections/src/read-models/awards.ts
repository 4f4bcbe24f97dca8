import { liveAwards } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { AwardRow } from './rows.ts'

/** Awards that count: a void one has no row. */
export const awards = projectTable<AwardRow>({
  name: 'awards',
  columns: { ...stampColumns, supplier: 'text', currency: 'text', amountMinor: 'big' },
  nullable: ['currency', 'amountMinor'],
  indexes: [['occurredOn', 'currency', 'category', 'amountMinor', 'projectId']],
  changedBy: ['AwardDecided', 'AwardCancelled', 'ReEvaluationOrdered'],

  rows: (history) =>
    liveAwards(history).map(({ awardId, price, ...award }) => ({
      ...base(history, awardId),
      ...award,
      currency: price?.currency ?? null,
      amountMinor: price?.amountMinor ?? null,
    })),
})
