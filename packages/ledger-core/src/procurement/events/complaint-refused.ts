import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { complaintClosed, moveComplaint } from '../checks.ts'
import { step } from '../step.ts'

/**
 * The supervisor does not take a complaint up (不予受理).
 * Source: 招标投标法实施条例 art. 61. Refuses: COMPLAINT_UNKNOWN, COMPLAINT_CLOSED.
 */
export const complaintRefused = step('ComplaintRefused', {
  data: z.strictObject({ complaintId: Id, reason: Line }),

  decide: (project, { complaintId }) => complaintClosed(project, complaintId),

  evolve(project, { complaintId }) {
    moveComplaint(project, complaintId, 'refused')
  },
})
