import { z } from 'zod'
import { deadlineAhead } from '../checks.ts'
import { Count } from '../shapes.ts'
import { step } from '../step.ts'

/** The receipt of bids ends (投标截止). Source: 招标投标法 art. 28. Refuses: DEADLINE_NOT_REACHED. */
export const submissionClosed = step('SubmissionClosed', {
  data: z.strictObject({ bidCount: Count }),

  decide: (project, _data, { occurredMs }) => deadlineAhead(project, occurredMs),

  evolve({ submission }) {
    submission.closed = true
  },
})
