import {
  CalendarDate,
  Category,
  CURRENCY_CODES,
  Id,
  Instant,
  Line,
  Method,
  PHASES,
  Procedure,
  Regime,
} from '@procurement-ledger/core'
import { z } from 'zod'
import type { CutParameters } from './cuts/cut.ts'
import { GROUP_KEYS } from './statistics/definition.ts'

/**
 * The query parameters that HTTP and the command line share: those of several lists, and those of statistics. Values
 * arrive as text; what is parsed here is trusted below. Unknown parameters are refused. As OpenAPI:
 * `z.toJSONSchema(schema, { io: 'input' })`.
 */

export const MAX_PAGE = 1000
export const DEFAULT_PAGE = 100

const MAX_TEXT_CHARS = 200
/** A project id or the name of a stream, a slash, and the key of a row, which may be the name of a material. */
const CURSOR = /^[A-Za-z0-9._-]{1,80}\/[^\p{Cc}\p{Cs}]{0,600}$/u

export const cursor = z.string().regex(CURSOR, 'write the cursor that links.next gave').optional()

const wholeNumber = `write a whole number from 1 to ${MAX_PAGE}`
const Position = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,18})$/, 'a position is a decimal string that a receipt or a feed gave')

export const limit = z
  .string()
  .regex(/^[1-9][0-9]{0,3}$/, wholeNumber)
  .transform(Number)
  .pipe(z.int().max(MAX_PAGE, wholeNumber))
  .optional()

/** Which projects, and the facts of which projects. */
export const filters = {
  phase: z.enum(PHASES).optional(),
  category: Category.optional(),
  regime: Regime.optional(),
  method: Method.optional(),
  procedure: Procedure.optional(),
  region: Line.optional().meta({ description: 'As the project states it.' }),
  agency: Id.optional().meta({ description: 'An id.' }),
  buyer: Id.optional().meta({ description: 'An id.' }),
  venue: Id.optional().meta({ description: 'An id.' }),
  text: Line.max(MAX_TEXT_CHARS, `write at most ${MAX_TEXT_CHARS} characters`)
    .optional()
    .meta({ description: 'Title, ids and names contain it; letter case does not count.' }),
}

/** What was known: at most one of them, as `oneCut` judges. */
export const cutParameters = {
  asOf: Instant.optional().meta({
    description: 'As known at that moment: the facts with recordedAt up to it. An instant with offset.',
  }),
  atPosition: Position.optional().meta({ description: 'As known at that place of the log; not with asOf.' }),
}

/** Which cut is meant must be plain. */
export const oneCut = ({ value, issues }: z.core.ParsePayload<CutParameters>): void => {
  if (value.asOf === undefined || value.atPosition === undefined) return
  issues.push({ code: 'custom', input: value, path: ['atPosition'], message: BOTH_CUTS })
}

export const BOTH_CUTS = 'write asOf or atPosition, not both'

/** What narrows projects. */
export type Filters = z.output<z.ZodObject<typeof filters>>

const GROUPS = GROUP_KEYS.join('|')

const groupBy = z
  .string()
  .meta({
    pattern: `^(${GROUPS})(,(${GROUPS}))*$`,
    description: `Comma-separated, without repetition, of ${GROUP_KEYS.join(', ')}.`,
  })
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(GROUP_KEYS, { error: ({ input }) => `"${input}" is no group; write ${GROUP_KEYS.join(', ')}` })))
  .check((context) => {
    const repeated = context.value.find((key, index) => context.value.indexOf(key) < index)
    if (repeated !== undefined)
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: `"${repeated}" stands twice; write it once`,
      })
  })
  .optional()

const net = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .pipe(z.boolean())
  .optional()

const figureParameters = {
  ...filters,
  from: CalendarDate.optional().meta({ description: "First day, in the venue's zone." }),
  to: CalendarDate.optional().meta({ description: "Last day, in the venue's zone." }),
  variant: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'One of the variants of the definition; the first if left out.' }),
  net: net.meta({ description: 'Without the days of suspension; for statistics of time.' }),
  currency: z
    .enum(CURRENCY_CODES, 'write a code of ISO 4217, such as CNY')
    .optional()
    .meta({ description: 'CNY if left out.' }),
  lodgedBefore: CalendarDate.optional().meta({ description: 'For historic-bonds, which needs it.' }),
  ...cutParameters,
}

/** The parameters of every statistic. Which of them one has, `statisticQuery` judges. */
export const StatisticQuery = z.strictObject({
  ...figureParameters,
  groupBy,
  compare: z.enum(['previous-year']).optional(),
})
export type StatisticQuery = z.output<typeof StatisticQuery>

/** The parameters of the rows behind a figure. The same filters narrow them; a group is asked for by its filters. */
export const PopulationQuery = z.strictObject({
  ...figureParameters,
  key: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'The key of the figure whose rows are asked for, such as guaranteed.count.' }),
  excluded: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'The rows that were left out for this reason, such as open.' }),
  after: cursor,
  limit,
})
export type PopulationQuery = z.output<typeof PopulationQuery>

const { key: _key, excluded: _excluded, ...exclusionParameters } = PopulationQuery.shape

/** The parameters of the rows that a figure leaves out. */
export const ExclusionsQuery = z.strictObject(exclusionParameters)
export type ExclusionsQuery = z.output<typeof ExclusionsQuery>

const cutText = (which: string) =>
  z
    .union([Position, Instant], 'write a position, or an instant with offset')
    .meta({ description: `The ${which} cut: a position of the log, or an instant of knowledge.` })

const { asOf: _asOf, atPosition: _atPosition, ...populationParameters } = PopulationQuery.shape

/** The parameters of the difference of a figure between two cuts. */
export const DifferenceQuery = z.strictObject({
  a: cutText('first'),
  b: cutText('second'),
  ...populationParameters,
})
export type DifferenceQuery = z.output<typeof DifferenceQuery>
