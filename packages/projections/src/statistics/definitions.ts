import { type Definition, type GroupKey, isMeasure, ROUNDING, type Template, type Variant, ZONE } from './definition.ts'
import { bonds } from './definitions/bonds.ts'
import { conduct } from './definitions/conduct.ts'
import { openContracting } from './definitions/open-contracting.ts'
import { oversight } from './definitions/oversight.ts'
import { time } from './definitions/time.ts'
import { valued } from './definitions/value.ts'
import { type FactsInWords, factsInWords, formula, type KeyInWords } from './formula.ts'

/** Every statistic, in the order in which they are listed. */
export const STATISTICS: readonly Definition[] = [
  ...time,
  ...valued,
  ...bonds,
  ...conduct,
  ...oversight,
  ...openContracting,
]

const byId: ReadonlyMap<string, Definition> = new Map(STATISTICS.map((definition) => [definition.id, definition]))

/** The definition of a statistic; undefined for what is none. */
export const statisticOf = (id: string): Definition | undefined => byId.get(id)

/** What a reader of a figure needs to know of its definition. */
export interface StatisticDescription {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly term: string
  readonly description: string
  readonly unit: Definition['unit']
  readonly zone: typeof ZONE
  readonly rounding: typeof ROUNDING
  readonly variants?: readonly Variant[]
  readonly options: Definition['options']
  /** Parameters without which there is no figure. */
  readonly needs: readonly string[]
  readonly groupBy: readonly GroupKey[]
  /** Keys of the figure and of `excluded`; each can be asked for as a population. */
  readonly keys: readonly string[]
  /** The key whose rows are the population unless another is asked. */
  readonly population: string
}

/** Of a table of them. */
export const STATISTIC_COLUMNS: readonly string[] = [
  ...['id', 'version', 'title', 'term', 'description', 'unit', 'zone', 'rounding', 'variants', 'options', 'needs'],
  ...['groupBy', 'keys', 'population'],
]

/** All statistics, for whoever chooses one. */
export const describeStatistics = (): readonly StatisticDescription[] => STATISTICS.map(describe)

function describe(definition: Definition): StatisticDescription {
  const { id, version, title, term, description, unit, variants, options, groupBy, population } = definition
  return {
    ...{ id, version, title, term, description, unit, zone: ZONE, rounding: ROUNDING },
    ...(variants && { variants }),
    ...{ options, needs: needsOf(definition), groupBy, keys: keysOf(definition), population },
  }
}

export const needsOf = ({ options }: Definition): readonly 'lodgedBefore'[] =>
  options.includes('lodgedBefore') ? ['lodgedBefore'] : []

/** The definition of one statistic, whole: in words, and what stands under each of its keys. */
export interface StatisticInWords extends StatisticDescription {
  /** What rows it looks at, by the names that the formula uses. */
  readonly facts: readonly FactsInWords[]
  readonly formula: readonly KeyInWords[]
}

export const describeStatistic = (definition: Definition): StatisticInWords => ({
  ...describe(definition),
  facts: factsInWords(definition),
  formula: formula(definition),
})

/** Every key under which a measure stands, with dots between levels: `guaranteed.count`, `excluded.open`. */
export const keysOf = ({ figure, excluded }: Definition): readonly string[] => [
  ...leavesOf(figure, ''),
  ...leavesOf(excluded, 'excluded.'),
]

const leavesOf = (template: Template, prefix: string): string[] =>
  Object.entries(template).flatMap(([key, entry]) =>
    isMeasure(entry) ? [prefix + key] : leavesOf(entry, `${prefix}${key}.`),
  )
