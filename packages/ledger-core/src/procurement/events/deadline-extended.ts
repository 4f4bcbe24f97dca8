import { z } from 'zod'
import { Instant, instantMs, utcMillis } from '../../kernel/calendar.ts'
import { Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { moveDeadline, opensTooEarly } from '../checks.ts'
import { step } from '../step.ts'

const shape = z.strictObject({ bidDeadlineAt: Instant, openingAt: Instant, reason: Line })

/**
 * The bid deadline moves to a later instant (延期公告); submission is open again until then.
 * Source: 招标投标法实施条例 art. 21, 政府采购法实施条例 art. 31.
 * Refuses: DEADLINE_NOT_LATER, DEADLINE_NOT_REACHED.
 */
export const deadlineExtended = step('DeadlineExtended', {
  data: shape.refine(({ bidDeadlineAt, openingAt }) => instantMs(bidDeadlineAt) <= instantMs(openingAt), {
    path: ['openingAt'],
    error: 'lies before bidDeadlineAt; bids are opened at the deadline or after it',
  }),
  imported: shape.partial({ openingAt: true }),

  decide({ submission: { deadlineMs } }, { bidDeadlineAt, openingAt }) {
    if (deadlineMs !== undefined && instantMs(bidDeadlineAt) <= deadlineMs)
      return refuse('DEADLINE_NOT_LATER', `the bid deadline is ${utcMillis(deadlineMs)}; ${bidDeadlineAt} is not later`)
    return opensTooEarly(bidDeadlineAt, openingAt)
  },

  evolve(project, { bidDeadlineAt, openingAt }) {
    moveDeadline(project, instantMs(bidDeadlineAt))
    if (openingAt !== undefined) project.submission.openingMs = instantMs(openingAt)
  },
})
