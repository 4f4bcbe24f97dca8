import type { Row } from '../read-models/projection.ts'

/** What turns the rows that were written into the rows as they are now. */
export interface RowChanges {
  readonly inserted: readonly Row[]
  readonly replaced: readonly Row[]
  readonly deleted: readonly Row[]
}

/** Compares by key and by `columns`. Rows mostly keep their order, so most are compared without a search. */
export function rowChanges(before: readonly Row[], after: readonly Row[], columns: readonly string[]): RowChanges {
  if (before.length === 0) return { inserted: after, replaced: [], deleted: [] }
  const inserted: Row[] = []
  const replaced: Row[] = []
  const compare = (old: Row | undefined, row: Row) => {
    if (old === undefined) inserted.push(row)
    else if (old !== row && !isSame(old, row, columns)) replaced.push(row)
  }

  const aligned = alignedCount(before, after)
  for (let i = 0; i < aligned; i++) compare(before[i], after[i] as Row)
  const rest = new Map<unknown, Row>()
  for (let i = aligned; i < before.length; i++) rest.set(before[i]?.key, before[i] as Row)
  for (let i = aligned; i < after.length; i++) {
    const row = after[i] as Row
    compare(rest.get(row.key), row)
    rest.delete(row.key)
  }
  return { inserted, replaced, deleted: [...rest.values()] }
}

/** How many rows at the beginning have the same keys. */
function alignedCount(before: readonly Row[], after: readonly Row[]): number {
  let count = 0
  while (count < before.length && count < after.length && before[count]?.key === after[count]?.key) count++
  return count
}

function isSame(one: Row, other: Row, columns: readonly string[]): boolean {
  for (const column of columns) if (one[column] !== other[column]) return false
  return true
}
