import type { ProjectHistory } from './project-history.ts'
import type { Table } from './projection.ts'
import type { LagRow } from './rows.ts'

/** How late each event was recorded. One row an event, so it has no dimensions. */
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
  rows: ({ lags }) => lags,
}

export const lags = table as unknown as Table<ProjectHistory>
