import { DEFAULT_PAGE } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import { DIMENSIONS } from '../statistics/definition.ts'
import { list, name, sql } from '../statistics/sql.ts'
import type { ProjectsQuery } from './list-queries.ts'
import { projectCondition } from './project-condition.ts'

/** One project, as lists show it. Parties and the venue by id; null where the source does not say. */
export interface ListedProject {
  readonly projectId: string
  readonly title: string | null
  readonly phase: string
  readonly suspended: boolean
  readonly archived: boolean
  readonly category: string | null
  readonly regime: string | null
  readonly method: string | null
  readonly procedure: string | null
  readonly region: string | null
  readonly buyer: string | null
  readonly agency: string | null
  readonly venue: string | null
  readonly revision: number
  /** Decimal: the place in the log of its last event. */
  readonly position: string
}

export interface ProjectPage {
  readonly items: readonly ListedProject[]
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
}

/** Of a table of them: the same on every page, and without rows. */
export const PROJECT_COLUMNS: readonly string[] = [
  ...['projectId', 'title', 'phase', 'suspended', 'archived'],
  ...DIMENSIONS,
  ...['revision', 'position'],
]

type Row = Omit<ListedProject, 'suspended' | 'archived' | 'position'> & {
  readonly suspended: number
  readonly archived: number
  readonly position: bigint
}

/** The projects that the filters leave, ordered by id. */
export async function listProjects(models: Queryable, query: ProjectsQuery): Promise<ProjectPage> {
  const { after, limit = DEFAULT_PAGE, asOf: _asOf, atPosition: _atPosition, ...filters } = query
  const isAfter = after === undefined ? sql`` : sql` AND "projectId" > ${after}`
  // One more than asked for tells whether there is a next page.
  const { text, params } = sql`SELECT ${list(PROJECT_COLUMNS.map(name))} FROM "projects"
    WHERE ${projectCondition(filters)}${isAfter} ORDER BY "projectId" LIMIT ${limit + 1}`
  const rows = await models.query<Row>(text, params)
  const items = rows.slice(0, limit).map(listed)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: last.projectId } : { items }
}

function listed(row: Row): ListedProject {
  const { category, regime, method, procedure, region, buyer, agency, venue } = row
  return {
    ...{ projectId: row.projectId, title: row.title, phase: row.phase },
    ...{ suspended: row.suspended === 1, archived: row.archived === 1 },
    ...{ category, regime, method, procedure, region, buyer, agency, venue },
    ...{ revision: row.revision, position: row.position.toString() },
  }
}
