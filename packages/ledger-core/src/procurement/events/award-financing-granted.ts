import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { notLive } from '../checks.ts'
import { Party } from '../shapes.ts'
import { step } from '../step.ts'

/** A bank lends on the strength of an award (中标贷). Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE. */
export const awardFinancingGranted = step('AwardFinancingGranted', {
  data: z.strictObject({ awardId: Id, lender: Party, amount: Money }),

  decide: (project, { awardId }) => notLive(project, awardId),
})
