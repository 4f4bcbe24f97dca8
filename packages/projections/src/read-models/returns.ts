import { base, projectTable, stampColumns } from './project-table.ts'
import type { ReturnRow } from './rows.ts'

/** Registrations that were sent back (审核退回). */
export const returns = projectTable<ReturnRow>({
  name: 'returns',
  columns: stampColumns,
  indexes: [['occurredOn']],
  changedBy: ['RegistrationReturned'],
  rows: (history) => history.returns.map((stamp) => ({ ...base(history, stamp.eventId), ...stamp })),
})
