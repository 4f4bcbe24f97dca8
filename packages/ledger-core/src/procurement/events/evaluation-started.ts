import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { Count, list, Venue } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The committee begins (评标开始): on site, remote with sub-venues (远程异地评标), or with seats spread over many
 * (席位制分散评标), overnight or not (隔夜评标). An evaluation may take several sessions.
 * Source: 招标投标法 art. 37, 38. Refuses: SESSION_EXISTS.
 */
export const evaluationStarted = step('EvaluationStarted', {
  data: z.strictObject({
    sessionId: Id,
    mode: z.enum(['onsite', 'remote', 'distributed']),
    overnight: z.boolean(),
    sites: list(z.strictObject({ role: z.enum(['main', 'sub']), venue: Venue, seats: Count })),
  }),

  decide({ sessions }, { sessionId }) {
    if (sessions.has(sessionId)) return refuse('SESSION_EXISTS', `${sessionId} names an earlier session; take a new id`)
  },

  evolve({ sessions }, { sessionId }) {
    sessions.add(sessionId)
  },
})
