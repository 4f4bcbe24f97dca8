import { z } from 'zod'
import { Instant, instantMs, utcMillis } from '../../kernel/calendar.ts'
import { Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { moveDeadline } from '../checks.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

const shape = z.strictObject({ changes: list(Prose), affectsBids: z.boolean(), bidDeadlineAt: Instant.optional() })

/**
 * The tender documents are clarified or changed (澄清修改). Where that affects bids, the deadline may have to move.
 * Source: 招标投标法 art. 23, 招标投标法实施条例 art. 21. Refuses: DEADLINE_NOT_LATER.
 */
export const clarificationIssued = step('ClarificationIssued', {
  data: shape,
  imported: shape.partial({ affectsBids: true }),

  decide({ submission: { deadlineMs } }, { bidDeadlineAt }) {
    if (bidDeadlineAt !== undefined && deadlineMs !== undefined && instantMs(bidDeadlineAt) < deadlineMs)
      return refuse('DEADLINE_NOT_LATER', `the bid deadline is ${utcMillis(deadlineMs)}; ${bidDeadlineAt} is earlier`)
  },

  evolve(project, { bidDeadlineAt }) {
    if (bidDeadlineAt !== undefined) moveDeadline(project, instantMs(bidDeadlineAt))
  },
})
