import type { Filters, StatisticQuery } from '../query.ts'
import { intervalsOf } from '../read-models/intervals.ts'
import { procurementReadModels, startOf } from '../read-models/procurement-read-models.ts'
import { DECIDES_AWARDS, type ProjectHistory } from '../read-models/project-history.ts'
import type { Projection, Table } from '../read-models/projection.ts'
import { projects } from '../read-models/projects.ts'
import { type Condition, type Definition, DIMENSIONS, measureOf } from '../statistics/definition.ts'

/** Which tables an answer reads, so that nothing else is folded for a cut. */
export interface Needs {
  readonly tables: readonly string[]
  /** Whose intervals, where they are among the tables; undefined for all. */
  readonly measures?: readonly string[]
  /** Of projects, whether more is read than what they began with. */
  readonly isStateRead: boolean
  /** Whose tables they are; left out: those of procurement. */
  readonly of?: Projection
}

/** Of a statistic in the variant that is asked, its populations and its exclusions. */
export function needsOfStatistic(
  definition: Definition,
  query: Pick<Filters, 'phase' | 'text'> & Pick<StatisticQuery, 'variant'>,
): Needs {
  const facts = Object.values(definition.facts)
  const measure = measureOf(definition, query)
  return {
    tables: ['projects', ...new Set(facts.map(({ table }) => table))],
    measures: [...new Set(facts.flatMap(({ where = [] }) => where.flatMap((one) => measuresIn(one, measure))))],
    isStateRead: query.phase !== undefined || query.text !== undefined,
  }
}

export const NEEDS_OF_PROJECTS: Needs = { tables: ['projects'], isStateRead: true }
export const NEEDS_OF_BONDS: Needs = { tables: ['projects', 'bonds', 'bond_movements'], isStateRead: false }

/** Of releases that are proposed: each says where its project stands. */
export const NEEDS_OF_PROPOSALS: Needs = { tables: ['projects', 'bonds', 'bond_movements'], isStateRead: true }

export const NEEDS_OF_BALANCE: Needs = { tables: ['projects', 'bond_postings'], isStateRead: false }

/** Equal for needs that are the same. */
export const keyOfNeeds = ({ tables, measures = [], isStateRead, of }: Needs): string =>
  JSON.stringify([tables.toSorted(), measures.toSorted(), isStateRead, of?.name])

/** The projection of these tables alone, with the same folds. */
export function projectionOf({ tables, measures, isStateRead, of }: Needs, whole = procurementReadModels): Projection {
  if (of !== undefined)
    return narrowedTo(
      of,
      of.tables.filter(({ name }) => tables.includes(name)),
    )
  const narrowed: ReadonlyMap<string, Table<ProjectHistory>> = new Map([
    ...(measures === undefined ? [] : [['intervals', intervalsOf((measure) => measures.includes(measure))] as const]),
    ...(isStateRead ? [] : [['projects', projectsAtFirst] as const]),
  ])
  const wanted = whole.tables
    .filter(({ name }) => tables.includes(name))
    .map((table) => narrowed.get(table.name) ?? table)
  const start = startOf({ keepsLags: tables.includes('lags'), keepsState: isStateRead })
  return { ...narrowedTo(whole as Projection, wanted as Projection['tables']), start }
}

function narrowedTo(projection: Projection, tables: Projection['tables']): Projection {
  const reads = readBy(tables)
  return { ...projection, name: 'cut', ...(reads && { reads }), tables }
}

/**
 * The types that rows depend on: those that can change them, and where a re-evaluation does, those that decide which
 * awards it sets aside. Undefined: all.
 */
export function readBy(tables: readonly Pick<Table<unknown>, 'changedBy'>[]): readonly string[] | undefined {
  const types = new Set<string>(BEGINNINGS)
  for (const { changedBy } of tables) {
    if (changedBy === undefined) return undefined
    for (const type of changedBy) types.add(type)
  }
  if (types.has('ReEvaluationOrdered')) for (const type of DECIDES_AWARDS) types.add(type)
  return [...types]
}

const BEGINNINGS = ['ProjectRegistered', 'ProjectImported'] as const

const isReadAtFirst = (column: string): boolean =>
  ['projectId', 'key', 'zone', ...DIMENSIONS].some((one) => one === column)

/**
 * Projects as figures read them, by zone and dimensions. Where a project stands changes with every event; these stand in its
 * beginning.
 */
const projectsAtFirst: Table<ProjectHistory> = {
  ...projects,
  columns: Object.fromEntries(Object.entries(projects.columns).filter(([column]) => isReadAtFirst(column))),
  nullable: projects.nullable.filter((column) => isReadAtFirst(String(column))),
  indexes: projects.indexes.filter((columns) => columns.every(isReadAtFirst)),
  changedBy: BEGINNINGS,
}

/** Whose intervals a condition lets through; other operands than texts ask for the measure of the query. */
function measuresIn(one: Condition, measure: string): readonly string[] {
  if (one.column !== 'measure' || !('in' in one)) return []
  return one.in.map((operand) => (typeof operand === 'string' ? operand : measure))
}
