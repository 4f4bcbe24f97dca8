import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { Channel, ObjectionSubject } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A bidder complains to the supervisor (投诉), in any phase, ended ones too. Where the law asks for an objection first,
 * the complaint names it.
 * Source: 招标投标法 art. 65; 招标投标法实施条例 art. 60; 政府采购法 art. 55. Refuses: COMPLAINT_EXISTS, OBJECTION_UNKNOWN.
 */
export const complaintFiled = step('ComplaintFiled', {
  data: z.strictObject({
    complaintId: Id,
    about: z.enum([...ObjectionSubject.options, 'contract']),
    objectionId: Id.optional(),
    channel: Channel,
    text: personal(Prose),
  }),

  decide({ complaints, objections }, { complaintId, objectionId }) {
    if (complaints.has(complaintId))
      return refuse('COMPLAINT_EXISTS', `${complaintId} names an earlier complaint; take a new id`)
    if (objectionId !== undefined && !objections.has(objectionId))
      return refuse('OBJECTION_UNKNOWN', `${objectionId} was never raised; record ObjectionRaised first`)
  },

  evolve({ complaints }, { complaintId }) {
    // A repeat in an imported history does not open a complaint again.
    if (!complaints.has(complaintId)) complaints.set(complaintId, { status: 'filed' })
  },
})
