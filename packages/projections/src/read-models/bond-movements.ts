import { BOND_EVENTS, type BondLaw, type BondTerms, bondTerms, DEFAULT_LAW } from './bond-terms.ts'
import type { Bond, BondMovement, ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondMovementRow } from './rows.ts'
import { takenFromBonds } from './taken-from-bonds.ts'

/** What left a bond: back to its bidder, forfeited, or claimed from its guarantor. */
export const bondMovementsBy = (law: BondLaw) =>
  projectTable<BondMovementRow>({
    name: 'bond_movements',
    columns: {
      bondId: 'text',
      bondKind: 'text',
      form: 'text',
      movement: 'text',
      ...stampColumns,
      lodgedOn: 'integer',
      currency: 'text',
      amountMinor: 'big',
      takenMinor: 'big',
      interestMinor: 'big',
      automatic: 'integer',
      legalTriggerOn: 'integer',
      overdueFrom: 'integer',
      overdueUntil: 'integer',
    },
    nullable: ['legalTriggerOn', 'overdueFrom', 'overdueUntil'],
    indexes: [
      ['bondKind', 'occurredOn', 'lodgedOn', 'movement', 'currency', 'category', 'takenMinor'],
      ['occurredOn'],
      ['bondKind', 'overdueFrom', 'overdueUntil', 'currency', 'takenMinor'],
      ['projectId', 'bondId'],
    ],
    changedBy: BOND_EVENTS,

    rows(history) {
      if (history.movements.length === 0) return []
      const taken = takenFromBonds(history)
      const terms = bondTerms(history, law, taken)
      return history.movements.flatMap((movement) => {
        const bond = history.bonds.get(movement.bondId)
        // An imported history may release what it never lodged; form and kind are then not known.
        const bondTerms = terms.get(movement.bondId)
        if (bond === undefined || bondTerms === undefined) return []
        return row(history, { bond, terms: bondTerms }, movement, taken.get(movement)?.takenMinor ?? 0n)
      })
    },
  })

export const bondMovements = bondMovementsBy(DEFAULT_LAW)

function row(
  history: ProjectHistory,
  { bond, terms }: { readonly bond: Bond; readonly terms: BondTerms },
  { isAutomatic, ...movement }: BondMovement,
  takenMinor: bigint,
): BondMovementRow {
  return {
    ...base(history, movement.eventId),
    ...movement,
    takenMinor,
    bondKind: bond.kind,
    form: bond.form,
    lodgedOn: bond.occurredOn,
    automatic: isAutomatic ? 1 : 0,
    legalTriggerOn: terms.due?.trigger.day ?? null,
    ...overdueAfter(movement.occurredOn, terms),
  }
}

/** From when what was taken lessens what is overdue of its bond. */
function overdueAfter(
  occurredOn: number,
  { overdue }: BondTerms,
): Pick<BondMovementRow, 'overdueFrom' | 'overdueUntil'> {
  const from = Math.max(occurredOn, overdue?.from ?? occurredOn)
  if (overdue === undefined || (overdue.until !== undefined && overdue.until <= from))
    return { overdueFrom: null, overdueUntil: null }
  return { overdueFrom: from, overdueUntil: overdue.until ?? null }
}
