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
import { type Definition, GROUP_KEYS, type GroupKey, type Option } from './statistics/definition.ts'
import { keysOf, needsOf, STATISTICS } from './statistics/definitions.ts'

/**
 * The query parameters that HTTP and the command line share. Values arrive as text; what is parsed here is trusted
 * below. Unknown parameters are refused. As OpenAPI: `z.toJSONSchema(schema, { io: 'input' })`.
 */

export const MAX_PAGE = 1000
export const DEFAULT_PAGE = 100

const MAX_TEXT_CHARS = 200
/** A project id or the name of a stream, a slash, and the key of a row, which may be the name of a material. */
const CURSOR = /^[A-Za-z0-9._-]{1,80}\/[^\p{Cc}\p{Cs}]{0,600}$/u

const cursor = z.string().regex(CURSOR, 'write the cursor that links.next gave').optional()

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

const BOTH_CUTS = 'write asOf or atPosition, not both'

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

/** Releases are proposed on what is known now. */
export const ProposalsQuery = z.strictObject({
  project: Id.optional().meta({ description: 'A projectId.' }),
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

/** What narrows projects, without paging. */
export type Filters = Omit<ProjectsQuery, 'after' | 'limit' | 'asOf' | 'atPosition'>

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

/** As StatisticQuery, for one statistic: refuses what it does not have, and what belongs together must come together. */
export const statisticQuery = (definition: Definition): z.ZodType<StatisticQuery> =>
  prepared(statisticQueries, definition, () =>
    StatisticQuery.check(({ value, issues }) => {
      const flaws = [...flawsOf(definition, value), ...groupFlaws(definition, value), ...compareFlaws(value)]
      for (const { path, message } of flaws) issues.push({ code: 'custom', input: value, path: [path], message })
    }),
  )

/** As PopulationQuery, for one statistic. */
export const populationQuery = (definition: Definition): z.ZodType<PopulationQuery> =>
  prepared(populationQueries, definition, () =>
    PopulationQuery.check(({ value, issues }) => {
      const flaws = [...flawsOf(definition, value), ...keyFlaws(definition, value)]
      for (const { path, message } of flaws) issues.push({ code: 'custom', input: value, path: [path], message })
    }),
  )

/** As ExclusionsQuery, for one statistic: its cursors begin with a reason. */
export const exclusionsQuery = (definition: Definition): z.ZodType<ExclusionsQuery> =>
  prepared(exclusionsQueries, definition, () =>
    ExclusionsQuery.check(({ value, issues }) => {
      const flaws = [...flawsOf(definition, value), ...reasonFlaws(definition, value)]
      for (const { path, message } of flaws) issues.push({ code: 'custom', input: value, path: [path], message })
    }),
  )

function reasonFlaws({ excluded }: Definition, { after }: ExclusionsQuery): Flaw[] {
  const [reason, project] = after?.split('/') ?? []
  if (reason === undefined || (Object.hasOwn(excluded, reason) && project !== undefined)) return []
  return [{ path: 'after', message: 'write the cursor that links.next gave' }]
}

const exclusionsQueries = new Map<Definition, z.ZodType<ExclusionsQuery>>()

/** As DifferenceQuery, for one statistic. */
export const differenceQuery = (definition: Definition): z.ZodType<DifferenceQuery> =>
  prepared(differenceQueries, definition, () =>
    DifferenceQuery.check(({ value, issues }) => {
      const flaws = [...flawsOf(definition, value), ...keyFlaws(definition, value)]
      for (const { path, message } of flaws) issues.push({ code: 'custom', input: value, path: [path], message })
    }),
  )

const differenceQueries = new Map<Definition, z.ZodType<DifferenceQuery>>()
const statisticQueries = new Map<Definition, z.ZodType<StatisticQuery>>()
const populationQueries = new Map<Definition, z.ZodType<PopulationQuery>>()

function prepared<T>(schemas: Map<Definition, T>, definition: Definition, build: () => T): T {
  const known = schemas.get(definition)
  if (known !== undefined) return known
  const built = build()
  schemas.set(definition, built)
  return built
}

interface Flaw {
  readonly path: string
  readonly message: string
}

type Common = Pick<
  StatisticQuery,
  'from' | 'to' | 'variant' | 'net' | 'currency' | 'lodgedBefore' | 'asOf' | 'atPosition'
>

function flawsOf(definition: Definition, query: Partial<Common>): Flaw[] {
  const { from, to } = query
  const flaws = [...variantFlaws(definition, query.variant), ...optionFlaws(definition, query)]
  if (from !== undefined && to !== undefined && from > to)
    flaws.push({ path: 'to', message: `${to} lies before ${from}; write from or a later day` })
  if (query.asOf !== undefined && query.atPosition !== undefined) flaws.push({ path: 'atPosition', message: BOTH_CUTS })
  for (const path of needsOf(definition))
    if (query[path] === undefined) flaws.push({ path, message: `${definition.id} needs ${NEEDED[path]}` })
  return flaws
}

const NEEDED = {
  lodgedBefore: 'the day before which the bonds were lodged',
} as const

function variantFlaws({ id, variants }: Definition, asked: string | undefined): Flaw[] {
  if (asked === undefined || variants?.some(({ name }) => name === asked)) return []
  if (variants === undefined) return [{ path: 'variant', message: `${id} has no variants; leave it out` }]
  const names = variants.map(({ name }) => name).join(', ')
  return [{ path: 'variant', message: `"${asked}" is no variant of ${id}; write one of ${names}` }]
}

function optionFlaws({ id, options }: Definition, query: Common): Flaw[] {
  const optional: readonly Option[] = ['net', 'currency', 'lodgedBefore']
  return optional
    .filter((option) => query[option] !== undefined && !options.includes(option))
    .map((option) => {
      const others = STATISTICS.filter((one) => one.options.includes(option)).map((one) => one.id)
      return { path: option, message: `${id} has no ${option}, only ${others.join(', ')}; leave it out` }
    })
}

function groupFlaws({ id, groupBy: allowed }: Definition, { groupBy: asked = [] }: StatisticQuery): Flaw[] {
  const wrong = asked.filter((key: GroupKey) => !allowed.includes(key))
  if (wrong.length === 0) return []
  return [{ path: 'groupBy', message: `${id} is not grouped by ${wrong.join(', ')}; write ${allowed.join(', ')}` }]
}

const compareFlaws = ({ compare, from, to }: StatisticQuery): Flaw[] =>
  compare === undefined || (from !== undefined && to !== undefined)
    ? []
    : [{ path: 'compare', message: 'a comparison needs both from and to' }]

function keyFlaws(definition: Definition, { key, excluded }: Pick<PopulationQuery, 'key' | 'excluded'>): Flaw[] {
  const keys = keysOf(definition)
  const reasons = keys.filter((one) => one.startsWith('excluded.')).map((one) => one.slice('excluded.'.length))
  if (key !== undefined && excluded !== undefined)
    return [{ path: 'excluded', message: 'write key or excluded, not both' }]
  if (key !== undefined && !keys.includes(key))
    return [{ path: 'key', message: `"${key}" is no key of ${definition.id}; write one of ${keys.join(', ')}` }]
  if (excluded === undefined || reasons.includes(excluded)) return []
  const remedy = reasons.length === 0 ? 'leave it out' : `write one of ${reasons.join(', ')}`
  return [{ path: 'excluded', message: `${definition.id} excludes nothing as "${excluded}"; ${remedy}` }]
}
