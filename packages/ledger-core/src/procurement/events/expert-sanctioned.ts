import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { Points } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The supervisor takes points from an expert, or removes the expert from the pool (专家扣分, 清退).
 * Source: 招标投标法 art. 56; 评标专家和评标专家库管理办法.
 */
export const expertSanctioned = step('ExpertSanctioned', {
  data: z.strictObject({ kind: z.enum(['points', 'removal']), points: Points.optional(), reason: Line }),
})
