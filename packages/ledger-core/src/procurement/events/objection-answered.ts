import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/**
 * The buyer, or its agency, answers an objection (异议答复), once.
 * Source: 招标投标法实施条例 art. 22, 44, 54; 政府采购法 art. 53. Refuses: OBJECTION_UNKNOWN, OBJECTION_ANSWERED.
 */
export const objectionAnswered = step('ObjectionAnswered', {
  data: z.strictObject({ objectionId: Id, answer: personal(Prose), upheld: z.boolean() }),

  decide({ objections }, { objectionId }) {
    const objection = objections.get(objectionId)
    if (objection === undefined) return refuse('OBJECTION_UNKNOWN', `${objectionId} was never raised`)
    if (objection.answered)
      return refuse('OBJECTION_ANSWERED', `${objectionId} is answered already; correct the answer instead`)
  },

  evolve({ objections }, { objectionId, upheld }) {
    if (objections.has(objectionId)) objections.set(objectionId, { answered: true, upheld })
  },
})
