import { base, projectTable, stampColumns } from './project-table.ts'
import type { SessionRow } from './rows.ts'

/** Evaluation sessions. One remote session may evaluate several projects: it then has a row in each, under one id. */
export const sessions = projectTable<SessionRow>({
  name: 'sessions',
  columns: { ...stampColumns, sessionId: 'text', mode: 'text', overnight: 'integer' },
  indexes: [['occurredOn', 'venue', 'sessionId', 'mode', 'overnight', 'category']],
  changedBy: ['EvaluationStarted'],

  rows: (history) =>
    [...history.sessions].map(([sessionId, { isOvernight, ...session }]) => ({
      ...base(history, sessionId),
      ...session,
      sessionId,
      overnight: isOvernight ? 1 : 0,
    })),
})
