import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { list, Selection } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The supervisor inspects how a contract is performed where it is performed (标后监督检查); `random` is 双随机, where
 * both who is inspected and who inspects are drawn.
 * Source: 招标投标法 art. 7; 优化营商环境条例 art. 54.
 */
export const siteInspected = step('SiteInspected', {
  data: z.strictObject({ selection: Selection, result: Line, found: list(Line) }),
})
