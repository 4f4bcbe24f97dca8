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
  const [registered, ...rest] = life(1).map(securedByMoney) as [Fact, ...Fact[]]
  const renamed = { ...registered, data: { ...(registered.data as object), title: TITLE, regime: 'TBL' } }
  for (const [id, facts] of [
    ['P-1', [renamed, ...rest]],
    ['P-2', life(2).map(securedByMoney)],
  ] as const) {
    const { refused } = await service.ledger.record(id, facts)
    assert.equal(refused, undefined)
  }
  await service.catchUp()
})
afterAll(() => app.close())

/** Only money is proposed to go back. */
function securedByMoney(fact: Fact): Fact {
  return fact.type === 'BidBondLodged' ? { ...fact, data: { ...(fact.data as object), form: 'transfer' } } : fact
}

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

/** Each has a row of both projects. */
const LISTS = [
  '/v1/projects',
  '/v1/bonds',
  '/v1/bonds/balance',
  '/v1/bonds/balance?atPosition=20',
  '/v1/bonds/proposals',
  '/v1/bonds/proposals?asOf=2999-01-01T00:00:00Z',
  '/v1/compliance?rule=R14&on=2023-12-31',
  '/v1/compliance?rule=R14&on=2014-06-01',
  '/v1/compliance?rule=R14&on=2023-12-31&atPosition=21',
  '/v1/statistics/turnover/population',
  '/v1/statistics/cycle-time/population',
  '/v1/statistics/contract-publication-time/exclusions',
  '/v1/statistics/turnover/difference?a=0&b=20',
] as const

/** By which column the rows of a list are ordered: the groups of the books are projects, too. */
const ownerOf = (url: string): string => (url.startsWith('/v1/bonds/balance') ? 'key' : 'projectId')

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
    assert.equal(head[0], ownerOf(url))
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
})

test('and as CSV: what all events have, and their data as JSON', async () => {
  const url = '/v1/projects/P-1/events?limit=4'
  const { events, links } = (await read(url, 'application/json')).json()
  const csv = await read(url, 'text/csv')
  assert.equal(csv.headers.link, `<${links.next}>; rel="next"`)
  const [head = [], ...rows] = parsed(csv.body)
  assert.deepEqual(
    rows.map((row) => [row[head.indexOf('eventId')], row[head.indexOf('actor')]]),
    events.map(({ eventId, actor }: { eventId: string; actor: { id: string; role: string } }) => [
      ...[eventId, `${actor.id}:${actor.role}`],
    ]),
  )
  assert.deepEqual(
    rows.map((row) => JSON.parse(row[head.indexOf('data')] ?? '')),
    events.map(({ data }: { data: object }) => data),
  )
})

test.each(['/v1/rules', '/v1/statistics'])('%s comes in all three forms', async (url) => {
  const { items } = (await read(url, 'application/json')).json()
  assert.ok(items.length > 10)
  const ids = items.map(({ id }: { id: string }) => id)
  const lines = (await read(url, 'application/x-ndjson')).body.trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    items,
  )
  const [head = [], ...rows] = parsed((await read(url, 'text/csv')).body)
  assert.deepEqual(
    rows.map(([id]) => id),
    ids,
  )
  assert.deepEqual(
    head.filter((column) => !KEYS_OF[url]?.includes(column.split('.')[0] ?? '')),
    [],
  )
})

const KEYS_OF: Readonly<Record<string, string>> = {
  '/v1/rules':
    'id version pack name article binds counted silent unverified subjects scope severity effectiveFrom effectiveUntil',
  '/v1/statistics':
    'id version title term description unit zone rounding variants options needs groupBy keys population',
}

test('every list whose rows come from facts answers as of a cut, and refuses two, one ahead and one that is none', async () => {
  for (const url of [...LISTS.filter((url) => !url.includes('difference')), ...STREAMS]) {
    const path = url.replace(/[?&](atPosition|asOf)=[^&]*/, '')
    const at = (cut: string) => read(`${path}${path.includes('?') ? '&' : '?'}${cut}`, 'application/json')
    for (const [cut, status, code] of [
      ['asOf=2999-01-01T00:00:00Z', 200, undefined],
      ['atPosition=12', 200, undefined],
      ['atPosition=99999', 409, 'POSITION_AHEAD'],
      ['atPosition=1&asOf=2999-01-01T00:00:00Z', 400, 'INVALID'],
      ['atPosition=-1', 400, 'INVALID'],
      ['asOf=2023-01-01', 400, 'INVALID'],
      ['asOf=2023-02-30T00:00:00Z', 400, 'INVALID'],
      ['cut=1', 400, 'INVALID'],
    ] as const) {
      const answer = await at(cut)
      assert.deepEqual([path, cut, answer.statusCode, answer.json().code], [path, cut, status, code])
    }
  }
})

const STREAMS = ['/v1/projects/P-1/events', '/v1/projects/P-1/compliance'] as const

test('no cell of any list is a formula to a spreadsheet, whatever ids and texts the facts have', async () => {
  const evil = await openService({ store: memory() })
  const [registered, ...rest] = life(1).map(securedByMoney) as [Fact, ...Fact[]]
  const named = JSON.stringify(rest).replaceAll(/"((bond|award|contract|bid|bidder)-1)"/g, '"-$1"')
  const texts = { regime: 'TBL', title: '=1+1', region: '@SUM(A1)', buyer: { id: '-b', name: '+1x' }, programme: '＝1' }
  const facts = [{ ...registered, data: { ...(registered.data as object), ...texts } }, ...JSON.parse(named)]
  const { refused } = await evil.ledger.record('-P', facts)
  assert.equal(refused, undefined)
  await evil.catchUp()
  const hostile = await buildApp({ service: evil })
  const needs = '&lodgedBefore=2030-01-01'
  const statistics = (await hostile.inject('/v1/statistics')).json().items as { id: string; needs: string[] }[]
  const ofStatistics = statistics.flatMap(({ id, needs: { length } }) =>
    ['population?', 'exclusions?', 'difference?a=0&b=11&'].map(
      (list) => `/v1/statistics/${id}/${list}${length > 0 ? needs : ''}`,
    ),
  )
  const lists = [
    'projects',
    'bonds',
    'bonds/balance?groupBy=bidder',
    'bonds/proposals',
    'compliance',
    'rules',
    'statistics',
  ]
  let cells = 0
  for (const url of [...lists.map((list) => `/v1/${list}`), '/v1/projects/-P/events', ...ofStatistics]) {
    const answer = await hostile.inject({ url, headers: { accept: 'text/csv' } })
    assert.deepEqual([url, answer.statusCode], [url, 200])
    assert.match(String(answer.headers['content-type']), /^text\/csv/)
    for (const cell of parsed(answer.body).flat()) {
      if (cell.startsWith("'")) cells++
      assert.doesNotMatch(cell, /^([=+@\t\r＝＋－＠]|-(?!\d+(\.\d+)?$))/, url)
    }
  }
  assert.ok(cells > 100, String(cells))
  await hostile.close()
})

test('the form that is named first is taken, and JSON where none is known', async () => {
  const type = async (accept: string) =>
    String((await read('/v1/projects', accept)).headers['content-type']).split(';')[0]
  assert.equal(await type('application/json, text/csv'), 'application/json')
  assert.equal(await type('text/csv, application/json'), 'text/csv')
  assert.equal(await type('text/html, application/x-ndjson;q=0.5'), 'application/x-ndjson')
  assert.equal(await type('text/csv;q=0, */*'), 'application/json')
})
