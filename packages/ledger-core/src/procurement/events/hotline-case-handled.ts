import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Dossier } from '../dossier.ts'
import type { Project } from '../project.ts'
import { step } from '../step.ts'

/** What a project and an enterprise have in common here. */
type Handled = Pick<Project | Dossier, 'hotlineCases'>

/**
 * A call or a letter about a project or an enterprise was dealt with (信访热线). What the caller said stays outside; the
 * case is named by its number there. Refuses: CASE_EXISTS.
 */
export const hotlineCaseHandled = step('HotlineCaseHandled', {
  data: z.strictObject({ caseId: Id, outcome: Line }),

  decide({ hotlineCases }: Handled, { caseId }) {
    if (hotlineCases.has(caseId)) return refuse('CASE_EXISTS', `${caseId} was handled already; correct it instead`)
  },

  evolve({ hotlineCases }: Handled, { caseId }) {
    hotlineCases.add(caseId)
  },
})
