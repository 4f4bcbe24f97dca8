import type { ProjectHistory } from './project-history.ts'
import type { Table } from './projection.ts'
import type { LagRow } from './rows.ts'

/**
 * How late each fact was recorded: from its occurredAt as it stands, corrected or not, to its own recordedAt. When it was
 * corrected does not count, and an annulled fact has no row. One row a fact, so it has no dimensions.
 */
const table: Table<ProjectHistory, LagRow> = {
  name: 'lags',
  columns: {
    projectId: 'text',
    key: 'text',
    type: 'text',
    eventId: 'text',
    occurredMs: 'integer',
    recordedMs: 'integer',
    occurredOn: 'integer',
    lagDays: 'integer',
  },
  nullable: [],
  indexes: [['occurredOn', 'type', 'lagDays']],
  rows: ({ lags = [] }) => lags,
}

export const lags = table as unknown as Table<ProjectHistory>
