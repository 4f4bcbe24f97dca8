import { BrokenInvariant } from '@procurement-ledger/core'
import { type Condition, type Definition, type Facts, isMeasure, type Measure, type Template } from './definition.ts'
import type { Wanted } from './tally.ts'

/** What a definition needs to know of its facts. */

export type DistinctMeasure = Measure & { readonly give: 'distinct' }

export const distinctsOf = (definition: Definition): readonly DistinctMeasure[] =>
  measuresOf(definition).filter((measure) => measure.give === 'distinct')

/** By name of the facts: the columns that its measures tell apart, and the money that they sum. */
export function wantedOf(definition: Definition): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, { facets: Set<string>; amounts: Set<string> }>()
  for (const measure of measuresOf(definition)) {
    if (measure.give === 'distinct') continue
    const { facets, amounts } = wanted.get(measure.of) ?? { facets: new Set(), amounts: new Set() }
    for (const column of facetsOf(measure)) facets.add(column)
    if (measure.give === 'money' || measure.give === 'moneyShare') amounts.add(measure.column)
    wanted.set(measure.of, { facets, amounts })
  }
  return new Map(
    [...wanted].map(([name, { facets, amounts }]) => [name, { facets: [...facets], amounts: [...amounts] }]),
  )
}

export function factsOf({ id, facts }: Definition, name: string): Facts {
  const found = facts[name]
  if (found === undefined) throw new BrokenInvariant(`${id} measures ${name}, which it does not define`)
  return found
}

function facetsOf(measure: Exclude<Measure, DistinctMeasure>): readonly string[] {
  const columns = measure.where.map(columnOf)
  if (measure.give === 'count' || measure.give === 'money') return columns
  if ('having' in measure) return [...columns, ...measure.having.map(columnOf)]
  return [...columns, measure.column]
}

const columnOf = ({ column }: Condition): string => column

const measuresOf = ({ figure, excluded }: Definition): readonly Measure[] => [...leaves(figure), ...leaves(excluded)]

const leaves = (template: Template): readonly Measure[] =>
  Object.values(template).flatMap((entry) => {
    if (!isMeasure(entry)) return leaves(entry)
    return entry.give === 'money' && entry.less ? [entry, entry.less] : [entry]
  })
