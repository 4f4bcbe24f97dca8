import { expect, test } from 'vitest'
import { rowChanges } from './row-changes.ts'

const row = (key: string, value = 0) => ({ projectId: 'P-1', key, value })
const changes = (before: ReturnType<typeof row>[], after: ReturnType<typeof row>[]) =>
  rowChanges(before, after, ['projectId', 'key', 'value'])

test('rows that were not there are inserted', () => {
  expect(changes([row('a')], [row('a'), row('b')])).toEqual({ inserted: [row('b')], replaced: [], deleted: [] })
})

test('rows with another value are replaced, equal rows are left', () => {
  expect(changes([row('a'), row('b')], [row('a'), row('b', 1)])).toEqual({
    inserted: [],
    replaced: [row('b', 1)],
    deleted: [],
  })
})

test('rows that are gone are deleted', () => {
  expect(changes([row('a'), row('b'), row('c')], [row('a'), row('c')])).toEqual({
    inserted: [],
    replaced: [],
    deleted: [row('b')],
  })
})

test('rows that only moved are left', () => {
  expect(changes([row('a'), row('b'), row('c')], [row('c'), row('a'), row('b')])).toEqual({
    inserted: [],
    replaced: [],
    deleted: [],
  })
})

test('a key that stands twice is inserted, so that the primary key refuses it', () => {
  expect(changes([row('z'), row('a')], [row('a'), row('a')]).inserted).toEqual([row('a')])
})

test('columns that are not declared do not count', () => {
  const before = { ...row('a'), note: 'one' }
  const after = { ...row('a'), note: 'other' }
  expect(changes([before], [after]).replaced).toEqual([])
})
