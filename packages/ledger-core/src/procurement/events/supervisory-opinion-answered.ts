import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/**
 * The buyer, or its agency, answers an opinion of the supervisor (意见反馈), once; an answer may come after its day.
 * Refuses: OPINION_UNKNOWN, OPINION_ANSWERED.
 */
export const supervisoryOpinionAnswered = step('SupervisoryOpinionAnswered', {
  data: z.strictObject({ opinionId: Id, text: personal(Prose) }),

  decide({ opinions }, { opinionId }) {
    const opinion = opinions.get(opinionId)
    if (opinion === undefined) return refuse('OPINION_UNKNOWN', `${opinionId} was never issued`)
    if (opinion.answered)
      return refuse('OPINION_ANSWERED', `${opinionId} is answered already; correct the answer instead`)
  },

  evolve({ opinions }, { opinionId }) {
    if (opinions.has(opinionId)) opinions.set(opinionId, { answered: true })
  },
})
