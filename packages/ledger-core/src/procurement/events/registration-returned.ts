import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { listOf1 } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The centre sends the registration back and says everything that is missing at once (审核退回, 一次性告知).
 * Source: 优化营商环境条例 art. 36.
 */
export const registrationReturned = step('RegistrationReturned', {
  data: z.strictObject({ reasons: listOf1(Line) }),
})
