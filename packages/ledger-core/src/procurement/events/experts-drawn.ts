import { z } from 'zod'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { list, unique } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The experts of the committee are drawn from a pool (评标专家抽取). They stand here under pseudonyms: their names are
 * secret until the award. A draw may find nobody, and is drawn again.
 * Source: 招标投标法 art. 37, 招标投标法实施条例 art. 46, 政府采购法实施条例 art. 39. Refuses: DRAW_EXISTS.
 */
export const expertsDrawn = step('ExpertsDrawn', {
  data: z.strictObject({
    drawId: Id,
    rule: Line,
    pool: Line,
    experts: list(z.strictObject({ pseudonym: Id, discipline: Line, organisation: Line.optional() })).check(
      unique(({ pseudonym }) => pseudonym, 'expert'),
    ),
  }),

  decide({ draws }, { drawId }) {
    if (draws.has(drawId)) return refuse('DRAW_EXISTS', `${drawId} names an earlier draw; take another drawId`)
  },

  evolve({ draws }, { drawId, experts }) {
    if (!draws.has(drawId)) draws.set(drawId, new Set(experts.map(({ pseudonym }) => pseudonym)))
  },
})
