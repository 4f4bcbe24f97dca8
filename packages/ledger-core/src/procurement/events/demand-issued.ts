import { z } from 'zod'
import { Prose } from '../../kernel/ids.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/**
 * The centre demands that an accepted project be traded (催告); unheeded, it may end the project.
 * Source: 宁波市公共资源交易管理条例 art. 26, 濮阳市公共资源交易管理条例 art. 22.
 */
export const demandIssued = step('DemandIssued', {
  data: z.strictObject({ text: personal(Prose) }),
})
