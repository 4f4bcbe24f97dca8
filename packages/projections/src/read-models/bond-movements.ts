import { legalTrigger } from './legal-trigger.ts'
import type { Bond, BondMovement, ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondMovementRow } from './rows.ts'

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
    interestMinor: 'big',
    automatic: 'integer',
    legalTriggerOn: 'integer',
  },
  nullable: ['legalTriggerOn'],
  indexes: [
    ['bondKind', 'occurredOn', 'lodgedOn', 'movement', 'currency', 'category', 'amountMinor'],
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

  rows: (history) =>
    history.movements.flatMap((movement) => {
      const bond = history.bonds.get(movement.bondId)
      // An imported history may release what it never lodged; form and kind are then not known.
      return bond === undefined ? [] : row(history, bond, movement)
    }),
})

function row(history: ProjectHistory, bond: Bond, { isAutomatic, ...movement }: BondMovement): BondMovementRow {
  return {
    ...base(history, movement.eventId),
    ...movement,
    bondKind: bond.kind,
    form: bond.form,
    lodgedOn: bond.occurredOn,
    automatic: isAutomatic ? 1 : 0,
    legalTriggerOn: legalTrigger(history, bond)?.occurredOn ?? null,
  }
}
