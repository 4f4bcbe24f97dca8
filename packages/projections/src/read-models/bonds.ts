import type { ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondRow } from './rows.ts'

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
    const left = leftBonds(history)
    return [...history.bonds].map(([bondId, { kind, ...bond }]) => {
      const { minor, lastOn } = left.get(bondId) ?? { minor: 0n, lastOn: null }
      const clearedOn = minor >= bond.amountMinor ? lastOn : null
      return { ...base(history, bondId), bondKind: kind, ...bond, clearedOn }
    })
  },
})

interface Left {
  readonly minor: bigint
  readonly lastOn: number
}

/** By bond: what was released, forfeited or claimed of it, and on which day last. */
function leftBonds({ movements }: ProjectHistory): ReadonlyMap<string, Left> {
  const left = new Map<string, Left>()
  for (const { bondId, amountMinor, occurredOn } of movements) {
    const { minor, lastOn } = left.get(bondId) ?? { minor: 0n, lastOn: occurredOn }
    left.set(bondId, { minor: minor + amountMinor, lastOn: Math.max(lastOn, occurredOn) })
  }
  return left
}
