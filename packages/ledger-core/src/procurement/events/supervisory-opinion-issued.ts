import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/**
 * The supervisor writes what is to be put right, and until when it wants an answer (监督意见书).
 * Source: 招标投标法 art. 7. Refuses: OPINION_EXISTS.
 */
export const supervisoryOpinionIssued = step('SupervisoryOpinionIssued', {
  data: z.strictObject({ opinionId: Id, text: personal(Prose), dueOn: CalendarDate }),

  decide({ opinions }, { opinionId }) {
    if (opinions.has(opinionId)) return refuse('OPINION_EXISTS', `${opinionId} names an earlier opinion; take a new id`)
  },

  evolve({ opinions }, { opinionId }) {
    // A repeat in an imported history does not take the answer back.
    if (!opinions.has(opinionId)) opinions.set(opinionId, { answered: false })
  },
})
