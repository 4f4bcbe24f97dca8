import { all, name, type Sql, sql } from '../statistics/sql.ts'

/** Where a page of rows ends, so that the next begins behind it: `<projectId>/<key>`, or `<stream>/<key>`. */
export const cursorOf = (owner: string, key: string): string => `${owner}/${key}`

/** Rows behind a cursor, in the order of owner and key. A key may contain slashes, an id and a stream do not. */
export function isAfter(cursor: string | undefined, owner: 'projectId' | 'stream' = 'projectId'): Sql {
  if (cursor === undefined) return all([])
  const slash = cursor.indexOf('/')
  return sql`(${name(owner)}, "key") > (${cursor.slice(0, slash)}, ${cursor.slice(slash + 1)})`
}
