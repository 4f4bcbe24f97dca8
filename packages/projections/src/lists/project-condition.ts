import type { Filters } from '../query.ts'
import { DIMENSIONS } from '../statistics/definition.ts'
import { all, name, type Sql, sql } from '../statistics/sql.ts'

/** Which rows of `projects` the filters leave. */
export function projectCondition({ text, phase, ...dimensions }: Filters): Sql {
  const conditions = DIMENSIONS.flatMap((dimension) => {
    const value = dimensions[dimension]
    return value === undefined ? [] : [sql`${name(dimension)} = ${value}`]
  })
  if (phase !== undefined) conditions.push(sql`"phase" = ${phase}`)
  // searchText is lower case already; so is the pattern, and no engine's own idea of letters is asked.
  if (text !== undefined) conditions.push(sql`"searchText" LIKE ${`%${escaped(text.toLowerCase())}%`} ESCAPE '!'`)
  return all(conditions)
}

const escaped = (text: string): string => text.replaceAll(/[!%_]/g, '!$&')
