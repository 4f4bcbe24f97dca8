import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { complaintClosed, moveComplaint } from '../checks.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The supervisor rules on a complaint (投诉处理决定), and says what is to be done. It may rule without having accepted
 * the complaint in a fact of its own.
 * Source: 招标投标法实施条例 art. 61; 政府采购法 art. 56. Refuses: COMPLAINT_UNKNOWN, COMPLAINT_CLOSED.
 */
export const complaintDecided = step('ComplaintDecided', {
  data: z.strictObject({ complaintId: Id, upheld: z.boolean(), measures: list(Line) }),

  decide: (project, { complaintId }) => complaintClosed(project, complaintId),

  evolve(project, { complaintId }) {
    moveComplaint(project, complaintId, 'decided')
  },
})
