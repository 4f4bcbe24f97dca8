import { BOND_EVENTS, type BondLaw, type BondTerms, bondTerms, DEFAULT_LAW, type Stretch } from './bond-terms.ts'
import type { Bond, BondMovement, ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondMovementRow } from './rows.ts'
import type { Stamp } from './stamp.ts'
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
      lodgedEvent: 'text',
      lodgedMs: 'integer',
      lodgedOn: 'integer',
      currency: 'text',
      amountMinor: 'big',
      takenMinor: 'big',
      interestMinor: 'big',
      automatic: 'integer',
      legalTriggerOn: 'integer',
      heldFrom: 'integer',
      heldUntil: 'integer',
      overdueFrom: 'integer',
      overdueUntil: 'integer',
    },
    nullable: ['legalTriggerOn', 'heldFrom', 'heldUntil', 'overdueFrom', 'overdueUntil'],
    indexes: [
      ['bondKind', 'movement', 'occurredOn', 'currency', 'automatic', 'legalTriggerOn', 'amountMinor', 'interestMinor'],
      ['bondKind', 'heldFrom', 'heldUntil', 'currency', 'takenMinor'],
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
    ...{ lodgedEvent: bond.eventId, lodgedMs: bond.occurredMs, lodgedOn: bond.occurredOn },
    automatic: isAutomatic ? 1 : 0,
    legalTriggerOn: terms.due?.trigger.day ?? null,
    ...named('held', lessens(movement, { from: bond.occurredOn, until: terms.clearedOn })),
    ...named('overdue', lessens(movement, terms.overdue)),
  }
}

/** Of the days on which a bond is held or overdue, those on which it is less by what a movement took. */
function lessens({ occurredOn }: Stamp, stretch: Stretch | undefined): Stretch | undefined {
  if (stretch === undefined) return undefined
  // What is entered before its bond was lodged takes effect with it.
  const from = Math.max(occurredOn, stretch.from)
  return stretch.until !== undefined && stretch.until <= from ? undefined : { from, until: stretch.until }
}

const named = <N extends 'held' | 'overdue'>(name: N, stretch: Stretch | undefined) =>
  ({ [`${name}From`]: stretch?.from ?? null, [`${name}Until`]: stretch?.until ?? null }) as Pick<
    BondMovementRow,
    `${N}From` | `${N}Until`
  >
