import { projectIdOf } from '@procurement-ledger/core'
import type { PopulationQuery } from '../query.ts'
import type { Snapshots } from '../queryable.ts'
import type { Definition } from '../statistics/definition.ts'
import { isOfItsStream, type KnownRow, populationOf, streamsBehind } from '../statistics/population.ts'

/** The rows behind a figure that are not the same in two cuts. */

/** Projects whose rows are compared with one statement. */
const PROJECTS_AT_ONCE = 200

/** Rows of what, and where they stand. */
export interface Sides {
  readonly a: Snapshots
  readonly b: Snapshots
  readonly definition: Definition
  readonly population: PopulationQuery
}

/** One fact as it stands in each cut, at its place in the order of owners and keys. */
export interface ChangedRow {
  readonly owner: string
  readonly key: string
  readonly before: KnownRow | undefined
  readonly after: KnownRow | undefined
}

/** At most so many as are asked for, behind the cursor. */
export async function changedRows(
  sides: Sides,
  streams: ReadonlySet<string>,
  after: string | undefined,
  most: number,
): Promise<readonly ChangedRow[]> {
  if (streams.size === 0) return []
  const isBeyond = (row: ChangedRow): boolean => after === undefined || isBehind(row, after)
  // The events of one stream may change a row that stands in another.
  if (!isOfItsStream(sides.definition, sides.population)) return (await compared(sides)).filter(isBeyond).slice(0, most)
  const begin = after?.slice(0, after.indexOf('/'))
  const projects = [...streams]
    .flatMap((stream) => projectIdOf(stream) ?? [])
    .filter((id) => begin === undefined || id >= begin)
    .sort(byCode)
  const found: ChangedRow[] = []
  for (let at = 0; at < projects.length && found.length < most; at += PROJECTS_AT_ONCE)
    found.push(...(await compared(sides, projects.slice(at, at + PROJECTS_AT_ONCE))).filter(isBeyond))
  return found.slice(0, most)
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function isBehind({ owner, key }: ChangedRow, cursor: string): boolean {
  const slash = cursor.indexOf('/')
  const order = byCode(owner, cursor.slice(0, slash))
  return order > 0 || (order === 0 && key > cursor.slice(slash + 1))
}

async function compared(
  { a, b, definition, population }: Sides,
  projectIds?: readonly string[],
): Promise<readonly ChangedRow[]> {
  const before = byFact(await populationOf(a, definition, population, projectIds))
  const after = byFact(await populationOf(b, definition, population, projectIds))
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((fact) => ({ before: before.get(fact), after: after.get(fact) }))
    .filter((one) => JSON.stringify(one.before?.item) !== JSON.stringify(one.after?.item))
    .map((one) => {
      const { owner, key } = (one.after ?? one.before) as KnownRow
      return { ...one, owner, key }
    })
    .sort((one, other) => byCode(one.owner, other.owner) || byCode(one.key, other.key))
}

const byFact = (rows: readonly KnownRow[]): ReadonlyMap<string, KnownRow> => new Map(rows.map((row) => [row.fact, row]))

/** The streams whose events may have changed a row: those behind it in either cut, as far as they have any. */
export async function streamsOf({ before, after }: ChangedRow, sides: Sides, streams: ReadonlySet<string>) {
  const { a, b, definition, population } = sides
  const row = (after ?? before) as KnownRow
  const behind = [
    ...(await streamsBehind(a, definition, population, before ?? row)),
    ...(await streamsBehind(b, definition, population, after ?? row)),
  ]
  return [...new Set(behind)].sort(byCode).filter((stream) => streams.has(stream))
}
