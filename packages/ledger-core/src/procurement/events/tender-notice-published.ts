import { z } from 'zod'
import { CalendarDate, Instant, instantMs } from '../../kernel/calendar.ts'
import { Line } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { opensTooEarly } from '../checks.ts'
import { BondForm, list } from '../shapes.ts'
import { step } from '../step.ts'

/** The bid bond that is asked for: an amount, a percentage of the estimate, both, or left to the documents. */
const BondAsked = z.strictObject({
  required: z.boolean(),
  amount: Money.optional(),
  percentage: z.number().positive().max(100).optional(),
  forms: list(BondForm),
})

const shape = z.strictObject({
  media: list(Line),
  documentsFrom: CalendarDate,
  documentsUntil: CalendarDate,
  bidDeadlineAt: Instant,
  openingAt: Instant,
  bond: BondAsked,
  evaluationMethod: Line,
  consortiumAllowed: z.boolean(),
})

/**
 * The tender is announced (招标公告). The bid deadline closes submission by itself.
 * Source: 招标投标法 art. 16 and 34, 招标投标法实施条例 art. 15 and 16. Refuses: DEADLINE_NOT_REACHED.
 */
export const tenderNoticePublished = step('TenderNoticePublished', {
  data: shape
    .refine(({ documentsFrom, documentsUntil }) => documentsFrom <= documentsUntil, {
      path: ['documentsUntil'],
      error: 'lies before documentsFrom; state a date on or after it',
    })
    .refine(({ bidDeadlineAt, openingAt }) => instantMs(bidDeadlineAt) <= instantMs(openingAt), {
      path: ['openingAt'],
      error: 'lies before bidDeadlineAt; bids are opened at the deadline or after it',
    }),
  imported: shape.partial({
    documentsFrom: true,
    documentsUntil: true,
    bidDeadlineAt: true,
    openingAt: true,
    bond: true,
    consortiumAllowed: true,
  }),

  decide: (_project, { bidDeadlineAt, openingAt }) => opensTooEarly(bidDeadlineAt, openingAt),

  evolve(project, { bidDeadlineAt, openingAt }) {
    project.submission = { deadlineMs: momentOf(bidDeadlineAt), openingMs: momentOf(openingAt), closedMs: undefined }
  },
})

const momentOf = (at: string | undefined): number | undefined => (at === undefined ? undefined : instantMs(at))
