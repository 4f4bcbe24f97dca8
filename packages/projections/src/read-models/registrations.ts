import { base, projectTable } from './project-table.ts'
import type { RegistrationRow } from './rows.ts'

/** What happened at a registration that was accepted. */
export const registrations = projectTable<RegistrationRow>({
  name: 'registrations',
  columns: { acceptedOn: 'integer', greenChannel: 'integer', deferred: 'integer' },
  indexes: [['acceptedOn']],
  changedBy: ['RegistrationAccepted'],

  rows(history) {
    const { accepted } = history
    if (accepted === undefined) return []
    const { occurredOn, isGreen, isDeferred } = accepted
    return [
      { ...base(history, ''), acceptedOn: occurredOn, greenChannel: isGreen ? 1 : 0, deferred: isDeferred ? 1 : 0 },
    ]
  },
})
