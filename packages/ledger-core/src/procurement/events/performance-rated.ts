import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { contractUnknown } from '../checks.ts'
import { personal } from '../personal.ts'
import { Points } from '../shapes.ts'
import { step } from '../step.ts'

/** The buyer rates how the supplier performed a contract (履约评价). Refuses: CONTRACT_UNKNOWN. */
export const performanceRated = step('PerformanceRated', {
  data: z.strictObject({ contractId: Id, points: Points, text: personal(Prose).optional() }),

  decide: (project, { contractId }) => contractUnknown(project, contractId),
})
