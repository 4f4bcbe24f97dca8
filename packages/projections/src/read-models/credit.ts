import type { DossierHistory } from './dossier-history.ts'
import { stampColumns } from './project-table.ts'
import type { Table } from './projection.ts'
import type { CreditRow } from './rows.ts'

/** Scores, sanctions and penalties. What a project is to be grouped by stands in the row of the project. */
const table: Table<DossierHistory, CreditRow> = {
  name: 'credit',
  owner: 'stream',
  columns: {
    ...{ stream: 'text', key: 'text', projectId: 'text' },
    ...{ kind: 'text', subject: 'text', disclosed: 'integer', ...stampColumns },
  },
  nullable: ['projectId', 'subject'],
  indexes: [['occurredOn']],
  changedBy: ['CreditScored', 'PenaltyImposed', 'ExpertSanctioned'],

  rows: ({ stream, credit = [] }) =>
    credit.map(({ isDisclosed, ...fact }) => ({ stream, key: fact.eventId, ...fact, disclosed: isDisclosed ? 1 : 0 })),
}

export const credit = table as unknown as Table<DossierHistory>
