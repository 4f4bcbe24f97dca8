import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { step } from '../step.ts'

/**
 * The procedure rests (暂停): until an objection is answered, because the supervisor orders it while it handles a
 * complaint, or because it cannot go on. The table says what may be recorded meanwhile. A deadline that passes while
 * suspended does not close submission. A `cause` of `tests` with a complaint as `causeRef` stops the clock of its ruling
 * (rules/cn/scopes.ts).
 * Source: 招标投标法实施条例 art. 22, 54, 62; 政府采购法 art. 57; 宁波市公共资源交易管理条例 art. 25.
 */
export const procedureSuspended = step('ProcedureSuspended', {
  data: z.strictObject({ cause: Line, causeRef: Line.optional() }),

  evolve(project, _data, { occurredMs }) {
    // A repeat in an imported history does not shorten the suspension.
    project.suspension ??= { sinceMs: occurredMs }
  },
})
