import type { ProjectEventType } from '@procurement-ledger/core'
import type { ProjectHistory } from './project-history.ts'
import type { ColumnType, Table } from './projection.ts'
import type { Base, Dimensions } from './rows.ts'

type Own<R extends Base> = Exclude<keyof R, keyof Base>

/** What a table of projects states itself; key and dimensions are the same everywhere. */
interface Declaration<R extends Base> {
  readonly name: string
  readonly columns: { readonly [C in Own<R>]: ColumnType }
  readonly nullable?: readonly Own<R>[]
  readonly indexes?: readonly (readonly (keyof R & string)[])[]
  /** Beside the two that begin a project and so state its dimensions. Left out: every event. */
  readonly changedBy?: readonly ProjectEventType[]
  rows(history: ProjectHistory): readonly R[]
}

export const dimensionColumns: { readonly [D in keyof Dimensions]: ColumnType } = {
  category: 'text',
  regime: 'text',
  method: 'text',
  procedure: 'text',
  region: 'text',
  agency: 'text',
  buyer: 'text',
  venue: 'text',
}

/** Of what is about no project. */
export const UNKNOWN: Dimensions = {
  category: null,
  regime: null,
  method: null,
  procedure: null,
  region: null,
  agency: null,
  buyer: null,
  venue: null,
}

/** The columns that a `Stamp` fills. */
export const stampColumns = { eventId: 'text', occurredMs: 'integer', occurredOn: 'integer' } as const

/**
 * Declares a table of rows about projects. The type of its rows is checked here and then forgotten: a follower and an
 * engine know rows only by their columns.
 */
export function projectTable<R extends Base>(declaration: Declaration<R>): Table<ProjectHistory> {
  const { name, columns, nullable = [], indexes = [], changedBy, rows } = declaration
  const table = {
    name,
    columns: { projectId: 'text', key: 'text', ...dimensionColumns, ...columns },
    nullable: [...Object.keys(dimensionColumns), ...nullable],
    indexes,
    ...(changedBy && { changedBy: ['ProjectRegistered', 'ProjectImported', ...changedBy] }),
    rows,
  }
  return table as unknown as Table<ProjectHistory>
}

/** Key and dimensions of a row. */
export const base = ({ projectId, registration }: ProjectHistory, key: string): Base => ({
  projectId,
  key,
  ...(registration?.dimensions ?? UNKNOWN),
})
