import { expect, test } from 'vitest'
import type { ProjectRow } from '../read-models/rows.ts'
import { UNKNOWN } from '../testing/invented-rows.ts'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import { ProjectsQuery } from './list-queries.ts'
import { listProjects } from './projects.ts'

const project = (projectId: string, own: Partial<ProjectRow> = {}): ProjectRow => ({
  ...UNKNOWN,
  ...{ projectId, key: '', title: null, programme: null, origin: 'registered', phase: 'registered' },
  ...{ suspended: 0, archived: 0, revision: 3, position: 12n, buyerName: null, agencyName: null },
  ...{ zone: 'Asia/Shanghai', registeredOn: 19_000, searchText: projectId.toLowerCase() },
  ...own,
})

const asked = onEveryEngine()

const list = (projects: readonly ProjectRow[], query: object) =>
  asked({ projects }, (models) => listProjects(models, ProjectsQuery.parse(query)))

test('a project is listed with ids of its parties, and null where the source does not say', async () => {
  const own = { title: 'Road', phase: 'awarded', suspended: 1, category: 'works', buyer: 'b-1', venue: 'v-1' } as const
  const { items, next } = await list([project('P-1', own)], {})
  expect(next).toBeUndefined()
  expect(items).toEqual([
    {
      ...{ projectId: 'P-1', title: 'Road', phase: 'awarded', suspended: true, archived: false },
      ...{ category: 'works', regime: null, method: null, procedure: null, region: null },
      ...{ buyer: 'b-1', agency: null, venue: 'v-1', revision: 3, position: '12' },
    },
  ])
})

test.each(['category', 'regime', 'method', 'procedure', 'region', 'agency', 'buyer', 'venue', 'phase'])(
  '%s narrows the list',
  async (filter) => {
    const value =
      { category: 'works', regime: 'TBL', method: 'open', procedure: 'auction', phase: 'awarded' }[filter] ?? 'x-1'
    const { items } = await list([project('P-1', { [filter]: value }), project('P-2')], { [filter]: value })
    expect(items.map(({ projectId }) => projectId)).toEqual(['P-1'])
  },
)

test('text is looked for in any letter case, and its wildcards mean themselves', async () => {
  const rows = [
    project('P-1', { searchText: 'example road, 100% (invented)' }),
    project('P-2', { searchText: 'example road, 1000 (invented)' }),
    project('P-3', { searchText: '示例道路 a_b!' }),
  ]
  const found = async (text: string) => (await list(rows, { text })).items.map(({ projectId }) => projectId)
  expect(await found('ROAD')).toEqual(['P-1', 'P-2'])
  expect(await found('100%')).toEqual(['P-1'])
  expect(await found('道路')).toEqual(['P-3'])
  expect(await found('a_b!')).toEqual(['P-3'])
  expect(await found('aXb')).toEqual([])
  expect(await found("'; DROP TABLE projects; --")).toEqual([])
})

test('pages follow each other by projectId, without gap or repetition', async () => {
  const rows = Array.from({ length: 7 }, (_, index) => project(`P-${index}`))
  const seen: string[] = []
  for (let after: string | undefined = '' as string; after !== undefined; ) {
    const page = await list(rows, { limit: '3', ...(after && { after }) })
    seen.push(...page.items.map(({ projectId }) => projectId))
    after = page.next
  }
  expect(seen).toEqual(rows.map(({ projectId }) => projectId))
})

test('a page that ends with the last project has no next', async () => {
  const { next } = await list([project('P-1'), project('P-2')], { limit: '2' })
  expect(next).toBeUndefined()
})
