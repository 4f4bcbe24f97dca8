import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { Channel, ObjectionSubject } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A bidder objects to the buyer (异议; in government procurement a query, 质疑), in any phase, ended ones too.
 * Source: 招标投标法 art. 65; 招标投标法实施条例 art. 22, 44, 54; 政府采购法 art. 52. Refuses: OBJECTION_EXISTS.
 */
export const objectionRaised = step('ObjectionRaised', {
  data: z.strictObject({ objectionId: Id, about: ObjectionSubject, channel: Channel, text: personal(Prose) }),

  decide({ objections }, { objectionId }) {
    if (objections.has(objectionId))
      return refuse('OBJECTION_EXISTS', `${objectionId} names an earlier objection; take a new id`)
  },

  evolve({ objections }, { objectionId }) {
    // A repeat in an imported history does not take the answer back.
    if (!objections.has(objectionId)) objections.set(objectionId, { answered: false, upheld: undefined })
  },
})
