import { z } from 'zod'
import { ProjectId } from '../../kernel/ids.ts'
import { step } from '../step.ts'

/**
 * The tender has no result (流标): too few bids, all rejected, nobody qualified. The project ends here; a new tender is
 * a project of its own, which `retenderAs` names.
 * Source: 招标投标法 art. 28, 42; 招标投标法实施条例 art. 44; 政府采购法 art. 36.
 */
export const tenderFailed = step('TenderFailed', {
  data: z.strictObject({
    reason: z.enum(['tooFewBids', 'allRejected', 'noQualifiedBid', 'other']),
    retenderAs: ProjectId.optional(),
  }),
})
