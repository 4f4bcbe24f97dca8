import { legalTrigger } from './legal-trigger.ts'
import type { Bond, BondMovement, ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondMovementRow } from './rows.ts'
import { takenFromBonds } from './taken-from-bonds.ts'

/** What left a bond: back to its bidder, forfeited, or claimed from its guarantor. */
export const bondMovements = projectTable<BondMovementRow>({
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
  },
  nullable: ['legalTriggerOn'],
  indexes: [
    ['bondKind', 'occurredOn', 'lodgedOn', 'movement', 'currency', 'category', 'takenMinor'],
    ['occurredOn'],
    ['projectId', 'bondId'],
  ],
  changedBy: [
    'BidBondLodged',
    'PerformanceBondLodged',
    'BondReleased',
    'BondForfeited',
    'GuaranteeClaimed',
    'BidSubmitted',
    'BidsOpened',
    'OffersReceived',
    'BidWithdrawn',
    'AwardDecided',
    'AwardCancelled',
    'ReEvaluationOrdered',
    'AwardNoticeIssued',
    'ContractSigned',
  ],

  rows(history) {
    const taken = takenFromBonds(history)
    return history.movements.flatMap((movement) => {
      const bond = history.bonds.get(movement.bondId)
      // An imported history may release what it never lodged; form and kind are then not known.
      return bond === undefined ? [] : row(history, bond, movement, taken.get(movement)?.takenMinor ?? 0n)
    })
  },
})

function row(
  history: ProjectHistory,
  bond: Bond,
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
    legalTriggerOn: legalTrigger(history, bond)?.occurredOn ?? null,
  }
}
