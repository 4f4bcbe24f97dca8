import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { notLive } from '../checks.ts'
import { list } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * Everybody may read who won (中标结果公告).
 * Source: 政府采购法实施条例 art. 43. Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE.
 */
export const awardResultPublished = step('AwardResultPublished', {
  data: z.strictObject({ awardId: Id, media: list(Line) }),

  decide: (project, { awardId }) => notLive(project, awardId),
})
