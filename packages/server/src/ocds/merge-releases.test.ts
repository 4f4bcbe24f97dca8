import { describe, expect, test } from 'vitest'
import { mergeReleases } from './merge-releases.ts'

describe('a release laid over the earlier ones', () => {
  test('replaces fields, merges objects, and null removes', () => {
    const earlier = { a: 'one', tender: { title: 'old', status: 'active' }, gone: 'x' }
    const later = { tender: { title: 'new' }, gone: null }
    expect(mergeReleases(earlier, later)).toEqual({ a: 'one', tender: { title: 'new', status: 'active' } })
  })

  test('merges lists by id, and replaces lists of things without one', () => {
    const earlier = { awards: [{ id: 'A', title: 'a' }, { id: 'B' }], tag: ['tender'] }
    const later = { awards: [{ id: 'A', date: 'd' }, { id: 'C' }], tag: ['award'] }
    expect(mergeReleases(earlier, later)).toEqual({
      awards: [{ id: 'A', title: 'a', date: 'd' }, { id: 'B' }, { id: 'C' }],
      tag: ['award'],
    })
  })
})
