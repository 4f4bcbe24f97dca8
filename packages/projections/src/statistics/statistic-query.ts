import type { z } from 'zod'
import { BOTH_CUTS, DifferenceQuery, ExclusionsQuery, PopulationQuery, StatisticQuery } from '../query.ts'
import type { Definition, GroupKey, Option } from './definition.ts'
import { keysOf, needsOf, STATISTICS } from './definitions.ts'

/** The parameters that one statistic takes: what it does not have is refused, and what belongs together comes together. */

/** As StatisticQuery, for one statistic. */
export const statisticQuery = judged(StatisticQuery, (definition, query) => [
  ...flawsOf(definition, query),
  ...groupFlaws(definition, query),
  ...compareFlaws(query),
])

/** As PopulationQuery, for one statistic. */
export const populationQuery = judged(PopulationQuery, (definition, query) => [
  ...flawsOf(definition, query),
  ...keyFlaws(definition, query),
])

/** As ExclusionsQuery, for one statistic: its cursors begin with a reason. */
export const exclusionsQuery = judged(ExclusionsQuery, (definition, query) => [
  ...flawsOf(definition, query),
  ...reasonFlaws(definition, query),
])

/** As DifferenceQuery, for one statistic. */
export const differenceQuery = judged(DifferenceQuery, (definition, query) => [
  ...flawsOf(definition, query),
  ...keyFlaws(definition, query),
])

/** A schema for each statistic, made once. */
function judged<Query>(
  schema: z.ZodType<Query>,
  flawsIn: (definition: Definition, query: Query) => readonly Flaw[],
): (definition: Definition) => z.ZodType<Query> {
  const made = new Map<Definition, z.ZodType<Query>>()
  return (definition) => {
    const known = made.get(definition)
    if (known !== undefined) return known
    const own = schema.check(({ value, issues }) => {
      for (const { path, message } of flawsIn(definition, value))
        issues.push({ code: 'custom', input: value, path: [path], message })
    })
    made.set(definition, own)
    return own
  }
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

function reasonFlaws({ excluded }: Definition, { after }: ExclusionsQuery): Flaw[] {
  const [reason, project] = after?.split('/') ?? []
  if (reason === undefined || (Object.hasOwn(excluded, reason) && project !== undefined)) return []
  return [{ path: 'after', message: 'write the cursor that links.next gave' }]
}

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
