import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { fromMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import { heldMinor } from '../project.ts'
import { ArchiveItem, list } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The files of an ended project are complete and put away (电子档案归集). Nothing of the procedure can follow, so no bond
 * may be held and no complaint open.
 * Source: 政府采购法 art. 42; 政府采购法实施条例 art. 46. Refuses: BONDS_HELD, COMPLAINT_OPEN.
 */
export const projectArchived = step('ProjectArchived', {
  data: z.strictObject({ items: list(ArchiveItem), retainUntil: CalendarDate }),

  decide({ bonds, complaints }) {
    for (const [bondId, bond] of bonds) {
      const { amount, currency } = fromMinor(heldMinor(bond), bond.currency)
      if (heldMinor(bond) > 0n)
        return refuse('BONDS_HELD', `${amount} ${currency} of ${bondId} is held; release it first`)
    }
    for (const [complaintId, { status }] of complaints)
      if (status === 'filed' || status === 'accepted')
        return refuse('COMPLAINT_OPEN', `${complaintId} is ${status}; decide it first`)
  },

  evolve(project) {
    project.archived = true
  },
})
