import type { ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondRow } from './rows.ts'
import { takenFromBonds } from './taken-from-bonds.ts'

/** Bonds as they were lodged, and the day on which nothing of them was held any more. */
export const bonds = projectTable<BondRow>({
  name: 'bonds',
  columns: {
    bondKind: 'text',
    form: 'text',
    bidder: 'text',
    ...stampColumns,
    currency: 'text',
    amountMinor: 'big',
    clearedOn: 'integer',
  },
  nullable: ['clearedOn'],
  indexes: [['bondKind', 'occurredOn', 'currency', 'form', 'category', 'clearedOn', 'amountMinor']],
  changedBy: ['BidBondLodged', 'PerformanceBondLodged', 'BondReleased', 'BondForfeited', 'GuaranteeClaimed'],

  rows(history) {
    const cleared = clearings(history)
    return [...history.bonds].map(([bondId, { kind, ...bond }]) => ({
      ...base(history, bondId),
      bondKind: kind,
      ...bond,
      clearedOn: cleared.get(bondId) ?? null,
    }))
  },
})

/** By bond: the day on which the last of it was taken. */
function clearings(history: ProjectHistory): ReadonlyMap<string, number> {
  const cleared = new Map<string, number>()
  for (const [{ bondId, occurredOn }, { takenMinor, heldMinor }] of takenFromBonds(history))
    if (takenMinor > 0n && heldMinor === 0n) cleared.set(bondId, occurredOn)
  return cleared
}
