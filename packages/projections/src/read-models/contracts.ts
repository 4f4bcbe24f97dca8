import { base, projectTable, stampColumns } from './project-table.ts'
import type { ContractRow } from './rows.ts'

/** Contracts as they were signed; an amendment does not change what was signed. */
export const contracts = projectTable<ContractRow>({
  name: 'contracts',
  columns: { ...stampColumns, currency: 'text', amountMinor: 'big', channel: 'text' },
  nullable: ['channel'],
  indexes: [['occurredOn', 'currency', 'channel', 'category', 'amountMinor']],
  changedBy: ['ContractSigned'],

  rows: (history) =>
    [...history.contracts].map(([contractId, { awardId: _awardId, start: _start, ...contract }]) => ({
      ...base(history, contractId),
      ...contract,
    })),
})
