import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/** A bidder asks about the tender (提问). Source: 政府采购法 art. 51. Refuses: ENQUIRY_EXISTS. */
export const enquiryReceived = step('EnquiryReceived', {
  data: z.strictObject({ enquiryId: Id, text: personal(Prose) }),

  decide({ enquiries }, { enquiryId }) {
    if (enquiries.has(enquiryId))
      return refuse('ENQUIRY_EXISTS', `${enquiryId} names an earlier enquiry; take another enquiryId`)
  },

  evolve({ enquiries }, { enquiryId }) {
    if (!enquiries.has(enquiryId)) enquiries.set(enquiryId, { answered: false })
  },
})
