import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/** An enquiry is answered (答疑). Source: 政府采购法 art. 51. Refuses: ENQUIRY_UNKNOWN, ENQUIRY_ANSWERED. */
export const enquiryAnswered = step('EnquiryAnswered', {
  data: z.strictObject({ enquiryId: Id, text: personal(Prose) }),

  decide({ enquiries }, { enquiryId }) {
    const enquiry = enquiries.get(enquiryId)
    if (enquiry === undefined)
      return refuse('ENQUIRY_UNKNOWN', `${enquiryId} was never received; name an enquiry of this project`)
    if (enquiry.answered) return refuse('ENQUIRY_ANSWERED', `${enquiryId} is answered already`)
  },

  evolve({ enquiries }, { enquiryId }) {
    const enquiry = enquiries.get(enquiryId)
    if (enquiry !== undefined) enquiry.answered = true
  },
})
