import { base, projectTable, stampColumns } from './project-table.ts'
import type { ObjectionRow } from './rows.ts'

/** Objections with their first answer, complaints with their first decision. */
export const objections = projectTable<ObjectionRow>({
  name: 'objections',
  columns: {
    kind: 'text',
    about: 'text',
    channel: 'text',
    ...stampColumns,
    answeredEvent: 'text',
    answeredMs: 'integer',
    answeredOn: 'integer',
    upheld: 'integer',
  },
  nullable: ['answeredEvent', 'answeredMs', 'answeredOn', 'upheld'],
  indexes: [['occurredOn'], ['answeredOn']],
  changedBy: ['ObjectionRaised', 'ObjectionAnswered', 'ComplaintFiled', 'ComplaintDecided'],

  rows: (history) =>
    [...history.objections].map(([key, objection]) => {
      const answer = history.answers.get(key)
      return {
        ...base(history, key),
        ...objection,
        answeredEvent: answer?.eventId ?? null,
        answeredMs: answer?.occurredMs ?? null,
        answeredOn: answer?.occurredOn ?? null,
        upheld: answer === undefined ? null : answer.upheld ? 1 : 0,
      }
    }),
})
