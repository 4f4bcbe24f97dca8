import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/**
 * Another expert takes the place of one who steps aside or stays away (回避, 补抽).
 * Source: 招标投标法 art. 37, 招标投标法实施条例 art. 46 and 48. Refuses: DRAW_UNKNOWN, EXPERT_UNKNOWN.
 */
export const expertReplaced = step('ExpertReplaced', {
  data: z.strictObject({
    drawId: Id,
    replaced: Id,
    by: z.strictObject({ pseudonym: Id, discipline: Line }),
    reason: z.enum(['recusal', 'absence']),
  }),

  decide({ draws }, { drawId, replaced }) {
    const drawn = draws.get(drawId)
    if (drawn === undefined) return refuse('DRAW_UNKNOWN', `${drawId} was never drawn; name a draw of this project`)
    if (!drawn.has(replaced)) return refuse('EXPERT_UNKNOWN', `${replaced} does not sit in ${drawId}; name who does`)
  },

  evolve({ draws }, { drawId, replaced, by }) {
    const drawn = draws.get(drawId)
    drawn?.delete(replaced)
    drawn?.add(by.pseudonym)
  },
})
