import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Line, ProjectId } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Dossier } from '../dossier.ts'
import { step } from '../step.ts'

/**
 * The supervisor penalises an enterprise or an expert (行政处罚). One decision may impose several penalties: each is a
 * fact of its own kind.
 * Source: 行政处罚法 art. 9; 招标投标法 art. 49 to 64; 政府采购法 art. 71 to 83. Refuses: PENALTY_EXISTS.
 */
export const penaltyImposed = step('PenaltyImposed', {
  data: z.strictObject({
    decisionNo: Line,
    kind: z.enum(['warning', 'fine', 'ban']),
    amount: Money.optional(),
    untilOn: CalendarDate.optional(),
    projectId: ProjectId.optional(),
  }),

  decide({ penalties }: Dossier, { decisionNo, kind }) {
    if (penalties.has(`${kind} ${decisionNo}`))
      return refuse('PENALTY_EXISTS', `${decisionNo} imposed a ${kind} already; correct that instead`)
  },

  evolve({ penalties }: Dossier, { decisionNo, kind }) {
    penalties.add(`${kind} ${decisionNo}`)
  },
})
