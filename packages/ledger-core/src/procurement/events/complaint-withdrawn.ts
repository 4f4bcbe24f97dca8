import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { complaintClosed, moveComplaint } from '../checks.ts'
import { step } from '../step.ts'

/**
 * The bidder takes its complaint back (撤回投诉), which ends its handling.
 * Source: 政府采购法实施条例 art. 57. Refuses: COMPLAINT_UNKNOWN, COMPLAINT_CLOSED.
 */
export const complaintWithdrawn = step('ComplaintWithdrawn', {
  data: z.strictObject({ complaintId: Id }),

  decide: (project, { complaintId }) => complaintClosed(project, complaintId),

  evolve(project, { complaintId }) {
    moveComplaint(project, complaintId, 'withdrawn')
  },
})
