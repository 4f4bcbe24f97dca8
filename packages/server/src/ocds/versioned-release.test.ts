import { describe, expect, test } from 'vitest'
import type { Json } from './json.ts'
import { isVersioned, releasesOfVersioned } from './versioned-release.ts'

const at = (releaseID: string, releaseDate: string, value: Json) => ({
  releaseID,
  releaseDate,
  releaseTag: ['tender'],
  value,
})

const VERSIONED = {
  ocid: 'ocds-abc123-1',
  tender: { id: 'T', title: [at('r1', '2022-01-01T00:00:00Z', 'old'), at('r2', '2022-02-01T00:00:00Z', 'new')] },
  awards: [{ id: 'A', title: [at('r2', '2022-02-01T00:00:00Z', 'award')] }],
}

describe('a versioned release', () => {
  test('tells of the releases it was made of', () => {
    expect(releasesOfVersioned(VERSIONED)).toEqual([
      {
        ...{ ocid: 'ocds-abc123-1', id: 'r1', date: '2022-01-01T00:00:00Z', tag: ['tender'] },
        ...{ tender: { id: 'T', title: 'old' }, awards: [] },
      },
      {
        ...{ ocid: 'ocds-abc123-1', id: 'r2', date: '2022-02-01T00:00:00Z', tag: ['tender'] },
        ...{ tender: { id: 'T', title: 'new' }, awards: [{ id: 'A', title: 'award' }] },
      },
    ])
  })

  test('is told from a release', () => {
    expect(isVersioned(VERSIONED)).toBe(true)
    expect(isVersioned({ ocid: 'x', tag: ['tender'], awards: [{ id: 'A' }] })).toBe(false)
  })
})
