import { z } from 'zod'
import { deadlineAhead } from '../checks.ts'
import { Count } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The receipt of bids ends (投标截止). What reached the venue before is still recorded after it.
 * Source: 招标投标法 art. 28. Refuses: DEADLINE_NOT_REACHED.
 */
export const submissionClosed = step('SubmissionClosed', {
  data: z.strictObject({ bidCount: Count }),

  decide: (project, _data, { occurredMs }) => deadlineAhead(project, occurredMs),

  evolve({ submission }, _data, { occurredMs }) {
    submission.closedMs ??= occurredMs
  },
})
