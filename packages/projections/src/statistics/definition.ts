/**
 * The words in which a statistic is defined. A definition is data: which rows of the read models are its facts, what
 * places them in time, and which measures over them stand under which key of its figure. One engine runs them all.
 */

export const DIMENSIONS = ['category', 'regime', 'method', 'procedure', 'region', 'agency', 'buyer', 'venue'] as const
export type Dimension = (typeof DIMENSIONS)[number]

export const PERIODS = ['month', 'quarter', 'year'] as const
export type Period = (typeof PERIODS)[number]

/** By what a figure is grouped; `type` is the event type, of backdating alone. */
export const GROUP_KEYS = [...DIMENSIONS, ...PERIODS, 'type'] as const
export type GroupKey = (typeof GROUP_KEYS)[number]

export type TableName =
  | 'intervals'
  | 'registrations'
  | 'returns'
  | 'deferred'
  | 'awards'
  | 'savings'
  | 'contracts'
  | 'bonds'
  | 'bond_movements'
  | 'waivers'
  | 'sessions'
  | 'objections'
  | 'loans'
  | 'competition'
  | 'lags'
  | 'supervision'
  | 'credit'

/** Tables whose rows belong to a stream by its name: not all of them are about a project. */
const OF_STREAMS: readonly TableName[] = ['supervision', 'credit']

/** The column by which the rows of a table are told apart, before their key. */
export const ownerOf = (table: TableName): 'projectId' | 'stream' =>
  OF_STREAMS.includes(table) ? 'stream' : 'projectId'

/** A value that the query gives. `measure` is the statistic with its variant, `lodgedBefore` a day. */
export interface Asked {
  readonly asked: 'currency' | 'lodgedBefore' | 'measure'
}

export type Operand = string | number | Asked

/** What must hold of a row. `null` in a list is the unknown value; neither `below` nor `atLeast` holds of it. */
export type Condition =
  | { readonly column: string; readonly in: readonly (Operand | null)[] }
  | { readonly column: string; readonly notIn: readonly (Operand | null)[] }
  | { readonly column: string; readonly below: Operand }
  | { readonly column: string; readonly atLeast: Operand }

/** A column that is computed from others of its row. */
export type Computed =
  /** Civil days from one to the other; null where one is unknown. `net`: minus these, where the query asks. */
  | { readonly days: readonly [from: string, to: string]; readonly net?: string }
  /** The earlier of two days, either of which may be unknown. */
  | { readonly earlier: readonly [string, string] }
  /** 1 where it was done more than `plus` days after `due`, or had not been by the end of `to` though they had passed. */
  | { readonly late: { readonly due: string; readonly plus: number; readonly done: string } }
  /** 1 where more than so many days had passed since that day by the end of `to`; without `to` they never have. */
  | { readonly aged: { readonly since: string; readonly days: number } }
  /** 1 where that day had come by the end of `to`. */
  | { readonly come: string }

/** Where a row stands in time. */
export type Placement =
  /** In the period, on one day. */
  | { readonly on: string }
  /** As at the end of `to`: from one day on, until it is left on another. `isJudged`: without `to` that day has not come. */
  | { readonly from: string; readonly until?: string; readonly isJudged?: true }

/** An event of a row, for the drill-down. */
export interface EventColumns {
  readonly id: string
  readonly ms: string
}

/** How a row is shown in a population. */
export interface ItemColumns {
  readonly subject?: string
  readonly event?: EventColumns
  readonly start?: EventColumns
  readonly end?: EventColumns
  readonly value?: string
}

/** Rows of one table that a figure looks at. */
export interface Facts {
  readonly table: TableName
  readonly placed: Placement
  readonly where?: readonly Condition[]
  readonly computed?: { readonly [column: string]: Computed }
  /** Rows that agree in these columns are one fact. */
  readonly oneBy?: readonly string[]
  readonly item: ItemColumns
}

interface OfFacts {
  /** The name of the facts in the definition. */
  readonly of: string
  readonly where: readonly Condition[]
}

/** What stands under one key of a figure. Columns named `...Minor` are money. */
export type Measure =
  | (OfFacts & { readonly give: 'count' })
  | (OfFacts & { readonly give: 'distinct'; readonly column: string })
  | (OfFacts & {
      readonly give: 'money'
      readonly column: string
      /** Money that is taken off. The rows behind the difference are those it is taken from. */
      readonly less?: Measure & { readonly give: 'money' }
    })
  /** `{ n, of, share }`: those that have it, of all. */
  | (OfFacts & { readonly give: 'share'; readonly having: readonly Condition[] })
  /** The same as a number alone. */
  | (OfFacts & { readonly give: 'ratio'; readonly having: readonly Condition[] })
  /** `{ sum, of, share }`, of money. */
  | (OfFacts & { readonly give: 'moneyShare'; readonly column: string; readonly having: readonly Condition[] })
  | (OfFacts & { readonly give: Spread; readonly column: string })

/** What is told of the distribution of a number. */
export type Spread = 'sum' | 'mean' | 'median' | 'p90' | 'min' | 'max'

export interface Template {
  readonly [key: string]: Measure | Template
}

export interface Variant {
  readonly name: string
  /** In words: from what to what. */
  readonly description: string
}

/** Parameters that not every statistic has. */
export type Option = 'net' | 'currency' | 'lodgedBefore'

export interface Definition {
  readonly id: string
  /** Raised whenever the same facts would give another figure. */
  readonly version: number
  readonly title: string
  /** The term of the field in Chinese. */
  readonly term: string
  readonly description: string
  readonly unit: 'day' | 'money' | 'number'
  /** The first is the default. */
  readonly variants?: readonly Variant[]
  readonly options: readonly Option[]
  readonly groupBy: readonly GroupKey[]
  readonly facts: { readonly [name: string]: Facts }
  readonly figure: Template
  readonly excluded: Template
  /** The key of the figure whose rows are its population unless another is asked. */
  readonly population: string
}

/** Every definition is reckoned alike: in civil days of the venue's zone, and nothing is rounded. */
export const ZONE = 'venue'
export const ROUNDING = 'none'

/** The variant that a query asks for; undefined for a statistic without any. */
export const variantOf = (
  { variants }: Definition,
  query: { readonly variant?: string | undefined },
): string | undefined => query.variant ?? variants?.[0]?.name

/** The statistic with its variant, as the rows of intervals name it. */
export const measureOf = (definition: Definition, query: { readonly variant?: string | undefined }): string =>
  `${definition.id}/${variantOf(definition, query) ?? ''}`

export const isMeasure = (entry: Measure | Template): entry is Measure => typeof entry.give === 'string'

export const asked = (what: Asked['asked']): Asked => ({ asked: what })
export const is = (column: string, ...values: readonly (Operand | null)[]): Condition => ({ column, in: values })
export const isNot = (column: string, ...values: readonly (Operand | null)[]): Condition => ({ column, notIn: values })
export const below = (column: string, operand: Operand): Condition => ({ column, below: operand })
export const atLeast = (column: string, operand: Operand): Condition => ({ column, atLeast: operand })

export const count = (of: string, ...where: readonly Condition[]): Measure => ({ give: 'count', of, where })
export const distinct = (of: string, column: string, ...where: readonly Condition[]): Measure => ({
  ...{ give: 'distinct', of, column, where },
})
export const money = (of: string, column: string, ...where: readonly Condition[]) =>
  ({ give: 'money', of, column, where }) as const
export const share = (of: string, having: Condition, ...where: readonly Condition[]): Measure => ({
  ...{ give: 'share', of, where, having: [having] },
})
export const ratio = (of: string, having: Condition, ...where: readonly Condition[]): Measure => ({
  ...{ give: 'ratio', of, where, having: [having] },
})
export const moneyShare = (of: string, column: string, having: Condition, ...where: readonly Condition[]): Measure => ({
  ...{ give: 'moneyShare', of, column, where, having: [having] },
})
export const spread = (give: Spread, of: string, column: string, ...where: readonly Condition[]): Measure => ({
  ...{ give, of, column, where },
})

/** A number for each value of a closed list, in the order of the list. */
export const by = (
  column: string,
  values: readonly string[],
  of: (having: Condition) => Measure | Template,
): Template => Object.fromEntries(values.map((value) => [value, of(is(column, value))]))
