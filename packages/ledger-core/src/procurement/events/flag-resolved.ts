import { z } from 'zod'
import { Id, Prose } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { personal } from '../personal.ts'
import { step } from '../step.ts'

/**
 * What a flag said was looked into (线索核查): it was so, it was not, or it was put right. Once; what shows itself again
 * is a new flag. What the ledger itself resolved a person may still resolve: one who looked into it meanwhile is not refused
 * for that. Refuses: FLAG_UNKNOWN, FLAG_RESOLVED.
 */
export const flagResolved = step('FlagResolved', {
  data: z.strictObject({
    flagId: Id,
    outcome: z.enum(['confirmed', 'unfounded', 'remedied']),
    text: personal(Prose).optional(),
  }),

  decide({ flags }, { flagId }, { role }) {
    const flag = flags.get(flagId)
    if (flag === undefined) return refuse('FLAG_UNKNOWN', `${flagId} was never raised`)
    if (flag.resolved && (role === 'ledger' || flag.byLedger !== true))
      return refuse('FLAG_RESOLVED', `${flagId} is resolved already; raise a new flag`)
  },

  evolve({ flags }, { flagId }, { role }) {
    // Where the flag itself was annulled there is nothing left to resolve.
    if (flags.has(flagId)) flags.set(flagId, { resolved: true, ...(role === 'ledger' && { byLedger: true }) })
  },
})
