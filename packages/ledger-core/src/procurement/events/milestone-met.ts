import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { contractUnknown } from '../checks.ts'
import { step } from '../step.ts'

/** A milestone of a contract is met (里程碑). Refuses: CONTRACT_UNKNOWN, MILESTONE_EXISTS. */
export const milestoneMet = step('MilestoneMet', {
  data: z.strictObject({ contractId: Id, milestoneId: Id, title: Line, metOn: CalendarDate }),

  decide(project, { contractId, milestoneId }) {
    if (project.milestones.has(milestoneId))
      return refuse('MILESTONE_EXISTS', `${milestoneId} was met before; take a new id`)
    return contractUnknown(project, contractId)
  },

  evolve({ milestones }, { milestoneId }) {
    milestones.add(milestoneId)
  },
})
