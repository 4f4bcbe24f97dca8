import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { notLive } from '../checks.ts'
import { step } from '../step.ts'

const shape = z.strictObject({ awardId: Id, noticeNo: Line })

/**
 * The winner gets the notice of award (中标通知书), which binds both sides.
 * Source: 招标投标法 art. 45; 政府采购法 art. 46; 政府采购法实施条例 art. 43. Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE.
 */
export const awardNoticeIssued = step('AwardNoticeIssued', {
  data: shape,
  imported: shape.partial({ noticeNo: true }),

  decide: (project, { awardId }) => notLive(project, awardId),
})
