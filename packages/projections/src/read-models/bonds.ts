import { BOND_EVENTS, type BondLaw, bondTerms, DEFAULT_LAW } from './bond-terms.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { BondRow } from './rows.ts'

/** Bonds as they were lodged, by when they must be back, and the day on which nothing of them was held any more. */
export const bondsBy = (law: BondLaw) =>
  projectTable<BondRow>({
    name: 'bonds',
    columns: {
      bondKind: 'text',
      form: 'text',
      bidder: 'text',
      ...stampColumns,
      currency: 'text',
      amountMinor: 'big',
      clearedOn: 'integer',
      dueRule: 'text',
      triggerEvent: 'text',
      triggerOn: 'integer',
      dueOn: 'integer',
      overdueFrom: 'integer',
      overdueUntil: 'integer',
    },
    nullable: ['clearedOn', 'dueRule', 'triggerEvent', 'triggerOn', 'dueOn', 'overdueFrom', 'overdueUntil'],
    indexes: [
      ['bondKind', 'occurredOn', 'currency', 'form', 'category', 'clearedOn', 'amountMinor'],
      ['bondKind', 'overdueFrom', 'overdueUntil', 'currency', 'amountMinor'],
    ],
    changedBy: BOND_EVENTS,

    rows(history) {
      const terms = bondTerms(history, law)
      return [...history.bonds].map(([bondId, { kind, bank: _bank, validUntil: _validUntil, ...bond }]) => {
        const { clearedOn, due, overdue } = terms.get(bondId) ?? {}
        return {
          ...base(history, bondId),
          bondKind: kind,
          ...bond,
          clearedOn: clearedOn ?? null,
          dueRule: due?.rule ?? null,
          triggerEvent: due?.trigger.eventId ?? null,
          triggerOn: due?.trigger.day ?? null,
          dueOn: due?.dueOn ?? null,
          overdueFrom: overdue?.from ?? null,
          overdueUntil: overdue?.until ?? null,
        }
      })
    },
  })

export const bonds = bondsBy(DEFAULT_LAW)
