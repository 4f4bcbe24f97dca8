import { all, type Sql, sql } from '../statistics/sql.ts'

/** Where a page of rows ends, so that the next begins behind it: `<projectId>/<key>`. */
export const cursorOf = ({ projectId, key }: { readonly projectId: string; readonly key: string }): string =>
  `${projectId}/${key}`

/** Rows behind a cursor, in the order of project and key. A key may contain slashes, a project id does not. */
export function isAfter(cursor: string | undefined): Sql {
  if (cursor === undefined) return all([])
  const slash = cursor.indexOf('/')
  return sql`("projectId", "key") > (${cursor.slice(0, slash)}, ${cursor.slice(slash + 1)})`
}
