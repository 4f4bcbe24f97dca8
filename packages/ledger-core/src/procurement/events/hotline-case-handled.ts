import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/**
 * A call or a letter about a project or an enterprise was dealt with (信访热线). What the caller said stays outside; the
 * case is named by its number there. Refuses: CASE_EXISTS.
 */
export const hotlineCaseHandled = step('HotlineCaseHandled', {
  data: z.strictObject({ caseId: Id, outcome: Line }),

  decide({ hotlineCases }, { caseId }) {
    if (hotlineCases.has(caseId)) return refuse('CASE_EXISTS', `${caseId} was handled already; correct it instead`)
  },

  evolve({ hotlineCases }, { caseId }) {
    hotlineCases.add(caseId)
  },
})
