import { z } from 'zod'
import { utcMillis } from '../../kernel/calendar.ts'
import { Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/**
 * The procedure goes on (恢复) once the cause is gone. A bid deadline that passed meanwhile is extended first, so that
 * bidders get their time back.
 * Source: 宁波市公共资源交易管理条例 art. 25; 濮阳市公共资源交易管理条例 art. 21.
 * Refuses: NOT_SUSPENDED, DEADLINE_PASSED.
 */
export const procedureResumed = step('ProcedureResumed', {
  data: z.strictObject({ cause: Line, causeRef: Line.optional() }),

  decide({ projectId, phase, suspension, submission: { deadlineMs, closedMs } }, _data, { occurredMs }) {
    if (suspension === undefined)
      return refuse('NOT_SUSPENDED', `${projectId} is not suspended; nothing can be resumed`)
    if (phase !== 'tendering' || closedMs !== undefined || deadlineMs === undefined) return
    if (suspension.sinceMs < deadlineMs && deadlineMs <= occurredMs)
      return refuse('DEADLINE_PASSED', `the deadline ${utcMillis(deadlineMs)} passed while suspended; extend it first`)
  },

  evolve(project) {
    project.suspension = undefined
  },
})
