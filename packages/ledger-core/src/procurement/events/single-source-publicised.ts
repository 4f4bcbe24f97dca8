import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Line } from '../../kernel/ids.ts'
import { list, Party } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The only supplier that can be bought from is named in public before the award (单一来源公示).
 * Source: 政府采购法实施条例 art. 38.
 */
export const singleSourcePublicised = step('SingleSourcePublicised', {
  data: z
    .strictObject({ supplier: Party, publicFrom: CalendarDate, publicUntil: CalendarDate, media: list(Line) })
    .refine(({ publicFrom, publicUntil }) => publicFrom <= publicUntil, {
      path: ['publicUntil'],
      error: 'lies before publicFrom; state a date on or after it',
    }),
})
