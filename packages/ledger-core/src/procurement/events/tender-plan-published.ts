import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Line } from '../../kernel/ids.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

/** The buyer announces what it means to tender, and when (招标计划, 采购意向公开). */
export const tenderPlanPublished = step('TenderPlanPublished', {
  data: z.strictObject({ expectedOn: CalendarDate, media: list(Line) }),
})
