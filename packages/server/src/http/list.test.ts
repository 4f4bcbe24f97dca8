import assert from 'node:assert/strict'
import type { Fact } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { life } from '../../bench/facts.ts'
import { buildApp } from '../app.ts'
import { openService, type Service } from '../service.ts'

/** Every list as JSON, CSV and NDJSON: the same rows. */

const TITLE = '=示例工程,第"一"标段'

let service: Service
let app: FastifyInstance

beforeAll(async () => {
  service = await openService({ store: memory() })
  app = await buildApp({ service })
  const [registered, ...rest] = life(1) as [Fact, ...Fact[]]
  const renamed = { ...registered, data: { ...(registered.data as object), title: TITLE } }
  for (const [id, facts] of [
    ['P-1', [renamed, ...rest]],
    ['P-2', life(2)],
  ] as const) {
    const { refused } = await service.ledger.record(id, facts)
    assert.equal(refused, undefined)
  }
  await service.catchUp()
})
afterAll(() => app.close())

const read = (url: string, accept: string) => app.inject({ method: 'GET', url, headers: { accept } })

/** As RFC 4180 reads it. */
function parsed(csv: string): string[][] {
  const rows: string[][] = []
  for (const line of csv.split('\r\n').slice(0, -1))
    rows.push(
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, q, p]) =>
        (q ?? p ?? '').replaceAll('""', '"'),
      ),
    )
  return rows
}

const LISTS = [
  '/v1/projects',
  '/v1/bonds',
  '/v1/statistics/turnover/population',
  '/v1/statistics/cycle-time/population',
  '/v1/statistics/contract-publication-time/exclusions',
  '/v1/statistics/turnover/difference?a=0&b=20',
] as const

describe.each(LISTS)('%s', (url) => {
  test('has the same rows in JSON, line by line, and as CSV under its columns', async () => {
    const { items } = (await read(url, 'application/json')).json()
    assert.equal(items.length, 2)
    const lines = await read(url, 'application/x-ndjson')
    assert.equal(lines.headers['content-type'], 'application/x-ndjson; charset=utf-8')
    assert.deepEqual(
      lines.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      items,
    )
    const csv = await read(url, 'text/csv')
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
    const [head = [], ...rows] = parsed(csv.body)
    assert.equal(head[0], 'projectId')
    assert.deepEqual([...new Set(rows.map(([projectId]) => projectId))], ['P-1', 'P-2'])
    for (const row of rows) assert.equal(row.length, head.length)
  })

  test('tells the next page in the header Link', async () => {
    const next = `${url}${url.includes('?') ? '&' : '?'}limit=1`
    const { links } = (await read(next, 'application/json')).json()
    for (const accept of ['text/csv', 'application/x-ndjson']) {
      const page = await read(next, accept)
      assert.equal(page.headers.link, `<${links.next}>; rel="next"`)
      const last = await read(links.next, accept)
      assert.equal(last.headers.link, undefined)
      assert.notEqual(last.body, page.body)
    }
  })
})

test('a figure leads to its definition, to its rows and to what it leaves out', async () => {
  const url = '/v1/statistics/contract-publication-time?to=2024-12-31&category=goods'
  const { links, total } = (await read(url, 'application/json')).json()
  const at = async (path: string) => (await read(path, 'application/json')).json()
  const { id, formula, facts } = await at(links.definition)
  assert.equal(id, 'contract-publication-time')
  assert.deepEqual(
    formula.find(({ key }: { key: string }) => key === 'excluded.negative'),
    { key: 'excluded.negative', text: 'number of ended where days < 0' },
  )
  assert.match(facts[0].text, /^rows of intervals where measure is that of the variant, placed on endOn; days is /)
  assert.equal((await at(links.population)).items.length, total.n)
  const { items } = await at(links.exclusions)
  assert.deepEqual(
    items.map(({ projectId, excluded }: { projectId: string; excluded: string }) => [projectId, excluded]),
    [['P-1', 'open']],
  )
  assert.equal(total.excluded.open, 1)
  const wrong = await read('/v1/statistics/turnover/exclusions?after=luck/P-1/x', 'application/json')
  assert.deepEqual([wrong.statusCode, wrong.json().code], [400, 'INVALID'])
  const unknown = await read('/v1/statistics/turnover/definition?from=2023-01-01', 'application/json')
  assert.deepEqual([unknown.statusCode, unknown.json().code], [400, 'INVALID'])
})

test('a list without rows still has its columns', async () => {
  for (const [url, first] of [
    ['/v1/projects?phase=registered', 'projectId,title,phase'],
    ['/v1/bonds?project=P-9', 'projectId,bondId,kind'],
    ['/v1/statistics/turnover/population?to=1999-12-31', 'projectId,subject,eventId'],
  ] as const) {
    const { body } = await read(url, 'text/csv')
    assert.ok(body.startsWith(first), body)
    assert.equal(body.split('\r\n').length, 2)
    assert.equal((await read(url, 'application/x-ndjson')).body, '')
  }
})

test('Chinese text arrives whole, a formula as text, and nothing before the first column', async () => {
  const { rawPayload, body } = await read('/v1/projects', 'text/csv')
  assert.equal(rawPayload.subarray(0, 9).toString(), 'projectId')
  assert.equal(parsed(body)[1]?.[1], `'${TITLE}`)
  const [line = ''] = (await read('/v1/projects', 'application/x-ndjson')).body.split('\n')
  assert.equal(JSON.parse(line).title, TITLE)
})

test('money stays a number that a spreadsheet can sum, also below zero', async () => {
  const { body } = await read('/v1/statistics/turnover/difference?a=20&b=0', 'text/csv')
  const [head = [], row = []] = parsed(body)
  assert.equal(row[head.indexOf('value.amount')], '-1900001.00')
})

test('the events of a project come line by line, too', async () => {
  const url = '/v1/projects/P-1/events?limit=4'
  const { events, links } = (await read(url, 'application/json')).json()
  const lines = await read(url, 'application/x-ndjson')
  assert.deepEqual(
    lines.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    events,
  )
  assert.equal(lines.headers.link, `<${links.next}>; rel="next"`)
  assert.deepEqual((await read(url, 'text/csv')).json().events, events)
})

test('the form that is named first is taken, and JSON where none is known', async () => {
  const type = async (accept: string) =>
    String((await read('/v1/projects', accept)).headers['content-type']).split(';')[0]
  assert.equal(await type('application/json, text/csv'), 'application/json')
  assert.equal(await type('text/csv, application/json'), 'text/csv')
  assert.equal(await type('text/html, application/x-ndjson;q=0.5'), 'application/x-ndjson')
  assert.equal(await type('text/csv;q=0, */*'), 'application/json')
})
