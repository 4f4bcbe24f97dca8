import { base, projectTable, stampColumns } from './project-table.ts'
import type { LoanRow } from './rows.ts'

/** An imported history may grant a loan on an award that it never decides. */
const UNKNOWN_SUPPLIER = ''

/** Loans on awards (中标贷). */
export const loans = projectTable<LoanRow>({
  name: 'loans',
  columns: { ...stampColumns, supplier: 'text', currency: 'text', amountMinor: 'big' },
  indexes: [['occurredOn']],
  changedBy: ['AwardFinancingGranted', 'AwardDecided'],

  rows: (history) =>
    history.loans.map(({ awardId, ...loan }) => ({
      ...base(history, loan.eventId),
      ...loan,
      supplier: history.awards.get(awardId)?.supplier ?? UNKNOWN_SUPPLIER,
    })),
})
