import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { complaintClosed, moveComplaint } from '../checks.ts'
import { step } from '../step.ts'

/**
 * The supervisor takes a complaint up (投诉受理).
 * Source: 招标投标法实施条例 art. 61. Refuses: COMPLAINT_UNKNOWN, COMPLAINT_ACCEPTED, COMPLAINT_CLOSED.
 */
export const complaintAccepted = step('ComplaintAccepted', {
  data: z.strictObject({ complaintId: Id }),

  decide(project, { complaintId }) {
    if (project.complaints.get(complaintId)?.status === 'accepted')
      return refuse('COMPLAINT_ACCEPTED', `${complaintId} is accepted already; decide it`)
    return complaintClosed(project, complaintId)
  },

  evolve(project, { complaintId }) {
    moveComplaint(project, complaintId, 'accepted')
  },
})
