import { DEFAULT_PAGE, type ExclusionsQuery } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import type { Definition } from './definition.ts'
import { type PopulationItem, type PopulationPage, population, populationColumns } from './population.ts'

/** The reasons for which a statistic leaves rows out, in the order of its definition. */
export const reasonsOf = ({ excluded }: Definition): readonly string[] => Object.keys(excluded)

/**
 * The rows that a figure leaves out, each with its reason; reason by reason, in the order of the definition. `query` has
 * passed `exclusionsQuery(definition)`.
 */
export async function exclusions(
  models: Queryable,
  definition: Definition,
  { after, limit = DEFAULT_PAGE, ...narrowed }: ExclusionsQuery,
): Promise<PopulationPage> {
  const reasons = reasonsOf(definition)
  const [begin, behind] = cursorOf(after)
  const items: PopulationItem[] = []
  for (const reason of begin === undefined ? reasons : reasons.slice(reasons.indexOf(begin))) {
    // A full page leads to the next reason that has a row, if one has.
    const isFull = items.length === limit
    const most = isFull ? 1 : limit - items.length
    const page = await population(models, definition, {
      ...{ ...narrowed, excluded: reason, limit: most },
      ...(reason === begin && { after: behind }),
    })
    if (isFull && page.items.length > 0) return { items, next: `${reason}/` }
    items.push(...page.items)
    if (page.next !== undefined) return { items, next: `${reason}/${page.next}` }
  }
  return { items }
}

/** `reason/project/key`, or `reason/` for all of a reason. */
function cursorOf(after: string | undefined): [reason: string | undefined, behind: string | undefined] {
  if (after === undefined) return [undefined, undefined]
  const slash = after.indexOf('/')
  const behind = after.slice(slash + 1)
  return [after.slice(0, slash), behind === '' ? undefined : behind]
}

/** The columns of all of them, for a table: the same on every page, and without rows. */
export const exclusionColumns = (definition: Definition): readonly string[] => [
  ...new Set(reasonsOf(definition).flatMap((excluded) => populationColumns(definition, { excluded }))),
]
