import { base, projectTable } from './project-table.ts'
import type { DeferredRow } from './rows.ts'

/** Materials that were deferred at the acceptance, and when each was supplied (容缺补正). */
export const deferred = projectTable<DeferredRow>({
  name: 'deferred',
  columns: { acceptedOn: 'integer', dueOn: 'integer', suppliedOn: 'integer' },
  nullable: ['suppliedOn'],
  indexes: [['acceptedOn']],
  changedBy: ['RegistrationAccepted', 'DeferredMaterialSupplied'],

  rows: (history) =>
    [...history.deferred].map(([material, { acceptedOn, dueOn }]) => ({
      ...base(history, material),
      acceptedOn,
      dueOn,
      suppliedOn: history.supplied.get(material)?.occurredOn ?? null,
    })),
})
