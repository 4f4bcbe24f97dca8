import { describe, expect, test } from 'vitest'
import { FieldMap } from './field-map.ts'

describe('the fields that are read', () => {
  const map = new FieldMap(['ocid', 'awards[].id', 'awards[].value.amount', 'tag[]'])

  test('are kept, and every other value is told of by its path', () => {
    const unread: string[] = []
    const tree = {
      ocid: 'o',
      tag: ['award'],
      awards: [{ id: 'A', value: { amount: '1', currency: 'CNY' }, items: [{ id: '1' }, { id: '2' }] }],
    }
    expect(map.cut(tree, (path) => unread.push(path))).toEqual({
      ocid: 'o',
      tag: ['award'],
      awards: [{ id: 'A', value: { amount: '1' } }],
    })
    expect(unread).toEqual(['awards[].value.currency', 'awards[].items[].id', 'awards[].items[].id'])
  })

  test('a null is kept, because it removes; null and empty texts beside them say nothing', () => {
    const unread: string[] = []
    expect(map.cut({ awards: null, other: null, empty: '' }, (path) => unread.push(path))).toEqual({ awards: null })
    expect(unread).toEqual([])
  })

  test('a value of another shape is told of, not read', () => {
    const unread: string[] = []
    expect(map.cut({ awards: { id: 'A' }, ocid: ['o'] }, (path) => unread.push(path))).toEqual({ awards: {} })
    expect(unread).toEqual(['awards.id', 'ocid[]'])
  })
})
