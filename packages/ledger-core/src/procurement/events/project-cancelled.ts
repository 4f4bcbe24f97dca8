import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { step } from '../step.ts'

/**
 * The project is given up (终止). The centre may do so only before the tender begins, after its demand (催告).
 * Source: 招标投标法实施条例 art. 31; 宁波市公共资源交易管理条例 art. 26; 濮阳市公共资源交易管理条例 art. 22.
 */
export const projectCancelled = step('ProjectCancelled', {
  data: z.strictObject({ reason: Line }),
})
