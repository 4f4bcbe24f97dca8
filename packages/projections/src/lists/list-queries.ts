import { CalendarDate, CURRENCY_CODES, Id } from '@procurement-ledger/core'
import { z } from 'zod'
import { cursor, cutParameters, filters, limit } from '../query.ts'

/** The query parameters of the lists. */

export const ProjectsQuery = z.strictObject({
  ...filters,
  ...cutParameters,
  after: Id.optional().meta({ description: 'The last projectId that was read.' }),
  limit,
})
export type ProjectsQuery = z.output<typeof ProjectsQuery>

/**
 * `held`: something of it is. `forfeited`: nothing is, and some was forfeited or claimed. `released`: all came back.
 * `overdue`: held, though by law it had to be back.
 */
export const BOND_STATES = ['held', 'overdue', 'released', 'forfeited'] as const
export type BondState = (typeof BOND_STATES)[number]

const STATES = BOND_STATES.join('|')

export const BondsQuery = z.strictObject({
  state: z
    .string()
    .meta({
      pattern: `^(${STATES})(,(${STATES}))*$`,
      description: `Comma-separated, of ${BOND_STATES.join(', ')}; what is overdue is held too.`,
    })
    .transform((text) => text.split(','))
    .pipe(
      z.array(
        z.enum(BOND_STATES, {
          error: ({ input }) => `"${input}" is no state; write ${BOND_STATES.join(', ')}`,
        }),
      ),
    )
    .optional(),
  project: Id.optional().meta({ description: 'A projectId.' }),
  bidder: Id.optional().meta({ description: 'The id of the bidder or supplier.' }),
  ...cutParameters,
  dueBefore: CalendarDate.optional().meta({
    description:
      'The last day by which they must be back lies before it. With state overdue: overdue on that day; today if left out.',
  }),
  after: cursor,
  limit,
})
export type BondsQuery = z.output<typeof BondsQuery>

export const ProposalsQuery = z.strictObject({
  project: Id.optional().meta({ description: 'A projectId.' }),
  ...cutParameters,
  after: cursor,
  limit,
})
export type ProposalsQuery = z.output<typeof ProposalsQuery>

/** By what the books of bonds are added up. */
export const BALANCE_GROUPS = ['project', 'bidder', 'bank'] as const

export const BalanceQuery = z.strictObject({
  groupBy: z.enum(BALANCE_GROUPS).optional().meta({ description: 'project if left out.' }),
  currency: z
    .enum(CURRENCY_CODES, 'write a code of ISO 4217, such as CNY')
    .optional()
    .meta({ description: 'CNY if left out; currencies are never added up.' }),
  to: CalendarDate.optional().meta({ description: "What was posted by the end of that day, in the venue's zone." }),
  project: Id.optional().meta({ description: 'A projectId.' }),
  bidder: Id.optional().meta({ description: 'The id of the bidder or supplier.' }),
  ...cutParameters,
  after: cursor,
  limit,
})
export type BalanceQuery = z.output<typeof BalanceQuery>
