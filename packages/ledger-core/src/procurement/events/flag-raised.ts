import { z } from 'zod'
import { Id, Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { list, Ordinal } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * Something about a project asks to be looked at (监督点预警, 问题线索): a rule of the ledger found it, an analysis, or
 * somebody reported it. It names the events it rests on. A flag bars nothing, and is resolved by FlagResolved.
 * Refuses: FLAG_EXISTS, TARGET_UNKNOWN.
 */
export const flagRaised = step('FlagRaised', {
  data: z
    .strictObject({
      flagId: Id,
      origin: z.enum(['rule', 'analytics', 'report']),
      rule: z.strictObject({ id: Id, version: Ordinal }).optional(),
      level: z.enum(['green', 'yellow', 'red']),
      events: list(Uuid),
    })
    .refine(({ origin, rule }) => (origin === 'rule') === (rule !== undefined), {
      path: ['rule'],
      error: 'name the rule where the origin is rule, and only there',
    }),

  decide({ flags }, { flagId, events }, { personalPartOf }) {
    if (flags.has(flagId)) return refuse('FLAG_EXISTS', `${flagId} names an earlier flag; take a new id`)
    const unknown = events.find((eventId) => personalPartOf(eventId) === undefined)
    if (unknown !== undefined)
      return refuse('TARGET_UNKNOWN', `${unknown} is no earlier event of this project; name those by their eventId`)
  },

  evolve({ flags }, { flagId }) {
    flags.set(flagId, { resolved: false })
  },
})
