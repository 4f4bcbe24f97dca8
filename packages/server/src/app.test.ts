import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { BrokenInvariant, type Fact } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildApp, type Limits } from './app.ts'
import { commandIdOf, enquiry, tenderingProject } from './endurance/commands.ts'
import { openService, type Service } from './service.ts'

let app: FastifyInstance
let service: Service

beforeAll(async () => {
  service = await openService({ store: memory() })
  app = await buildApp({ service })
})
afterAll(() => app.close())

const JSON_BODY = { 'content-type': 'application/json' }
const send = (options: InjectOptions): Promise<LightMyRequestResponse> => app.inject(options)
const read = (url: string, headers: Record<string, string> = {}) => send({ method: 'GET', url, headers })
const post = (projectId: string, body: unknown, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    url: `/v1/projects/${encodeURIComponent(projectId)}/events`,
    headers: { ...JSON_BODY, ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })

const [registered, accepted, noticed] = tenderingProject('any').facts
const RECEIPT = ['eventId', 'projectId', 'type', 'revision', 'position', 'recordedAt', 'leafHash']

function assertProblem(answer: LightMyRequestResponse, status: number, code: string): { issues?: { path: string }[] } {
  const body = answer.json()
  assert.deepEqual([answer.statusCode, body.status, body.code], [status, status, code], answer.body)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  assert.ok(body.detail && body.title && body.type)
  return body
}

describe('recording', () => {
  test('a fact is 201 and its receipt; the same again is 200 and the same receipt', async () => {
    const headers = { 'idempotency-key': commandIdOf('once') }
    const first = await post('H-1', registered, headers)
    assert.equal(first.statusCode, 201)
    assert.deepEqual(Object.keys(first.json()), RECEIPT)
    assert.equal(first.headers['x-position'], first.json().position)
    const again = await post('H-1', registered, headers)
    assert.equal(again.statusCode, 200)
    assert.deepEqual(again.json(), first.json())
  })

  test('several facts are answered by an array of receipts, or by one refusal', async () => {
    const all = await post('H-2', [registered, accepted, noticed])
    assert.equal(all.statusCode, 201)
    assert.deepEqual(
      all.json().map((receipt: { revision: number }) => receipt.revision),
      [0, 1, 2],
    )
    assertProblem(await post('H-3', [registered, noticed]), 409, 'OUT_OF_SEQUENCE')
    assertProblem(await read('/v1/projects/H-3'), 404, 'PROJECT_UNKNOWN')
  })

  test('refusals have their own numbers', async () => {
    assertProblem(await post('H-4', accepted), 404, 'PROJECT_UNKNOWN')
    await post('H-4', registered, { 'idempotency-key': commandIdOf('H-4') })
    assertProblem(await post('H-4', registered), 409, 'PROJECT_EXISTS')
    assertProblem(await post('H-4', accepted, { 'idempotency-key': commandIdOf('H-4') }), 409, 'COMMAND_REUSED')
    assertProblem(await post('H-4', accepted, { 'if-match': '"7"' }), 412, 'REVISION_MISMATCH')
    assertProblem(await post('H-4', { ...accepted, actor: { id: 'x', role: 'bank' } }), 403, 'ROLE_NOT_ALLOWED')
    assertProblem(await post('H-4', { ...accepted, occurredAt: '2999-01-01T00:00:00Z' }), 409, 'OCCURRED_IN_FUTURE')
    assert.equal((await post('H-4', accepted, { 'if-match': '"0"' })).statusCode, 201)
  })

  test('an Idempotency-Key in capital letters is the same key', async () => {
    const key = commandIdOf('capitals')
    const first = await post('H-6', registered, { 'idempotency-key': key.toUpperCase() })
    const again = await post('H-6', registered, { 'idempotency-key': key })
    assert.deepEqual([first.statusCode, again.statusCode, again.json()], [201, 200, first.json()])
  })

  test('a query parameter that a route does not have is named', async () => {
    const { statusCode, body } = await send({
      method: 'POST',
      url: '/v1/projects/H-7/events?dryRun=true',
      headers: JSON_BODY,
      payload: JSON.stringify(registered),
    })
    assert.deepEqual([statusCode, JSON.parse(body).issues[0].path], [400, '/dryRun'])
    for (const route of [
      'projects',
      'projects/H-4',
      'projects/H-4/events',
      'events',
      'statistics',
      'health',
      'ready',
      'openapi.json',
    ])
      assertProblem(await read(`/v1/${route}?colour=red`), 400, 'INVALID')
  })

  const valid = JSON.stringify(registered)
  const stated = (fields: object): string => JSON.stringify({ ...registered, data: { ...registered?.data, ...fields } })
  const bad: readonly (readonly [string, string | Buffer, string])[] = [
    ['JSON that does not parse', '{', ''],
    ['a truncated body', valid.slice(0, -1), ''],
    ['an empty body', '', ''],
    ['a duplicate key', valid.replace('{', '{"type":"ProjectRegistered",'), '/type'],
    ['__proto__', valid.replace('{', '{"__proto__":{},'), ''],
    ['a lone surrogate', valid.replace('"title":"', '"title":"\\ud800'), '/data/title'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(valid.slice(0, -1)), Buffer.from([0xff]), Buffer.from('}')]),
      '',
    ],
    ['a byte order mark', `\ufeff${valid}`, ''],
    ['9007199254740993 as a number', valid.replace('{', '{"extra":9007199254740993,'), '/extra'],
    ['-0', valid.replace('{', '{"extra":-0,'), '/extra'],
    ['NaN', valid.replace('{', '{"extra":NaN,'), ''],
    ['depth 20 000', '['.repeat(20_000) + ']'.repeat(20_000), ''],
    ['an unknown field', valid.replace('{', '{"extra":1,'), '/extra'],
    ['an unknown event type', valid.replace('ProjectRegistered', 'ProjectInvented'), '/type'],
    ['a missing actor', JSON.stringify({ ...registered, actor: undefined }), '/actor'],
    ['a scalar', '7', ''],
    ['an empty array', '[]', ''],
    ...['1e3', '-1', '1.005', '01', '+1', '1.', 'NaN', ''].map((amount): [string, string, string] => [
      `the amount "${amount}"`,
      stated({ budget: { amount, currency: 'CNY' } }),
      '/data/budget',
    ]),
    ['an amount as a number', stated({ budget: { amount: 1000, currency: 'CNY' } }), '/data/budget'],
    ['a currency that is none', stated({ budget: { amount: '1.00', currency: 'ZZZ' } }), '/data/budget'],
    ['an id with a slash', stated({ buyer: { id: 'a/b', name: 'Invented' } }), '/data/buyer/id'],
    ['a zone that is none', stated({ venue: { id: 'v', name: 'Invented', zone: 'Mars/Base' } }), '/data/venue/zone'],
    [
      'an instant without an offset',
      JSON.stringify({ ...registered, occurredAt: '2023-03-01T09:00:00' }),
      '/occurredAt',
    ],
    ['an instant of no day', JSON.stringify({ ...registered, occurredAt: '2023-02-30T09:00:00Z' }), '/occurredAt'],
    [
      'a date that does not exist',
      JSON.stringify({ ...noticed, data: { ...noticed?.data, documentsFrom: '2023-02-30' } }),
      '/data/documentsFrom',
    ],
  ]
  test.each(bad)('%s is 400 INVALID and adds nothing', async (_name, body, path) => {
    const before = await service.ledger.store.head()
    const problem = assertProblem(await post('H-bad', body), 400, 'INVALID')
    assert.ok(
      problem.issues?.some((issue) => issue.path.startsWith(path)),
      JSON.stringify(problem.issues),
    )
    assert.equal(await service.ledger.store.head(), before)
  })

  test('ids with slashes, wrong headers and wrong media are refused', async () => {
    assertProblem(await post('a/b', registered), 400, 'INVALID')
    assertProblem(await post('..', registered), 404, 'ROUTE_UNKNOWN')
    assertProblem(await post('H-5', registered, { 'idempotency-key': 'no uuid' }), 400, 'INVALID')
    assertProblem(await post('H-5', registered, { 'idempotency-key': '' }), 400, 'INVALID')
    assertProblem(await post('H-5', registered, { 'if-match': 'W/"1"' }), 400, 'INVALID')
    assertProblem(
      await post('H-5', 'x=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    )
  })

  test('a body of 10 MB is 413, and the process stays up', async () => {
    assertProblem(
      await post('H-5', JSON.stringify({ ...registered, extra: 'x'.repeat(10_000_000) })),
      413,
      'BODY_TOO_LARGE',
    )
    assert.equal((await read('/v1/health')).statusCode, 200)
  })
})

test('a disk that is full is 507, nothing is half written, and reading goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-full-'))
  const store = await sqlite(join(folder, 'ledger.db'), { maxBytes: 400 * 1024 })
  const full = await buildApp({ service: await openService({ store }) })
  const record = (projectId: string, fact: unknown) =>
    full.inject({
      method: 'POST',
      url: `/v1/projects/${projectId}/events`,
      headers: JSON_BODY,
      payload: JSON.stringify(fact),
    })
  try {
    let last: LightMyRequestResponse
    let acknowledged = 0
    const opening = tenderingProject('full').facts
    for (let n = 0; ; n++) {
      last = await record(`D-${n}`, opening)
      if (last.statusCode !== 201) break
      acknowledged += opening.length
    }
    assertProblem(last, 507, 'STORE_FULL')
    assert.ok(acknowledged > 30)
    assert.equal(await store.head(), BigInt(1 + acknowledged))
    assert.equal((await full.inject('/v1/projects/D-0')).json().revision, 2)
    assert.equal((await full.inject('/v1/health')).statusCode, 200)
  } finally {
    await full.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('projects', () => {
  test('state has an ETag, and can be asked as of a revision or an instant', async () => {
    await post('S-1', [registered, accepted])
    const now = await read('/v1/projects/S-1')
    assert.equal(now.headers.etag, '"1"')
    assert.deepEqual([now.json().projectId, now.json().phase, now.json().suspended], ['S-1', 'accepted', false])
    assert.equal((await read('/v1/projects/S-1?revision=0')).json().phase, 'registered')
    assertProblem(await read('/v1/projects/S-1?revision=9'), 404, 'REVISION_UNKNOWN')
    assertProblem(await read('/v1/projects/S-1?asOf=2000-01-01T00:00:00Z'), 404, 'PROJECT_UNKNOWN')
    assertProblem(await read('/v1/projects/S-1?asOf=2000-01-01'), 400, 'INVALID')
    assertProblem(await read('/v1/projects/S-1?revision=-1'), 400, 'INVALID')
    assertProblem(await read('/v1/projects/S-1?colour=red'), 400, 'INVALID')
    assertProblem(await read('/v1/projects/S-1?revision=0&revision=1'), 400, 'INVALID')
    assertProblem(await read('/v1/projects/S-1?__proto__=1'), 400, 'INVALID')
  })

  test("a project's events come oldest first, in pages", async () => {
    await post('S-2', [registered, accepted, noticed])
    const first = (await read('/v1/projects/S-2/events?limit=2')).json()
    assert.deepEqual(
      first.events.map((event: { revision: number }) => event.revision),
      [0, 1],
    )
    const second = (await read(first.links.next)).json()
    assert.deepEqual(
      second.events.map((event: { type: string }) => event.type),
      ['TenderNoticePublished'],
    )
    assert.equal(second.links.next, undefined)
    assertProblem(await read('/v1/projects/S-9/events'), 404, 'PROJECT_UNKNOWN')
    assertProblem(await read('/v1/projects/S-2/events?limit=1001'), 400, 'INVALID')
    assertProblem(await read('/v1/projects/S-2/events?after=x'), 400, 'INVALID')
  })

  test('the list filters, pages, and sees a write that it is told of', async () => {
    const receipts = (await post('L-1', [registered, accepted])).json()
    await post('L-2', [registered])
    const position = (await post('L-3', [registered])).json()[0].position
    const list = await read('/v1/projects?phase=registered&text=L-&limit=1', { 'x-after-position': position })
    assert.deepEqual(
      list.json().items.map((item: { projectId: string }) => item.projectId),
      ['L-2'],
    )
    const next = (await read(list.json().links.next)).json()
    assert.deepEqual(
      next.items.map((item: { projectId: string }) => item.projectId),
      ['L-3'],
    )
    assert.ok(BigInt(String(list.headers['x-position'])) >= BigInt(position))
    assert.equal(
      (await read(`/v1/projects?afterPosition=${receipts[1].position}&phase=accepted&text=L-1`)).json().items.length,
      1,
    )
    assertProblem(await read('/v1/projects?phase=nowhere'), 400, 'INVALID')
    assertProblem(await read('/v1/projects?limit=0'), 400, 'INVALID')
  })

  test('bonds are listed by state and project; what needs the legal due dates is refused', async () => {
    const money = { amount: '100.00', currency: 'CNY' }
    const lodged = (bondId: string): Fact => ({
      type: 'BidBondLodged',
      occurredAt: '2023-03-02T09:00:00+08:00',
      actor: { id: 'bank', role: 'bank' },
      data: { bondId, bidder: { id: 'S-1', name: 'Example (invented)' }, form: 'guarantee', amount: money },
    })
    const receipts = (await post('B-1', [registered, accepted, noticed, lodged('one'), lodged('two')])).json()
    const position = receipts.at(-1).position
    const page = (await read('/v1/bonds?state=held&project=B-1&limit=1', { 'x-after-position': position })).json()
    assert.deepEqual(
      page.items.map(({ bondId, state, held }: Record<string, unknown>) => [bondId, state, held]),
      [['one', 'held', money]],
    )
    const next = (await read(page.links.next)).json()
    assert.deepEqual([next.items[0].bondId, next.links], ['two', {}])
    assert.deepEqual((await read('/v1/bonds?state=released&project=B-1')).json().items, [])
    assert.deepEqual((await read('/v1/bonds?state=overdue&dueBefore=2023-01-01')).json().items, [])
    const nothing = { ...money, amount: '0.00' }
    const twice = { ...money, amount: (2 * Number(money.amount)).toFixed(2) }
    const books = {
      ...{ lodged: twice, released: nothing, forfeited: nothing, claimed: nothing, held: twice },
      ...{ interest: nothing, suspense: nothing, debits: twice, credits: twice },
    }
    const balance = (await read('/v1/bonds/balance?project=B-1')).json()
    assert.deepEqual(balance, { groupBy: 'project', items: [{ key: 'B-1', ...books }], total: books, links: {} })
    assertProblem(await read('/v1/bonds/balance?groupBy=buyer'), 400, 'INVALID')
    assert.deepEqual((await read('/v1/bonds/proposals?project=B-1')).json(), { items: [], links: {} })
    assertProblem(await read('/v1/bonds/proposals?state=held'), 400, 'INVALID')
    for (const query of ['dueBefore=2023-13-01', 'state=lost', 'project=a/b', 'x=1'])
      assertProblem(await read(`/v1/bonds?${query}`), 400, 'INVALID')
  })

  test('a position that the projection cannot reach is 503 with Retry-After', { timeout: 20_000 }, async () => {
    const answer = await read('/v1/projects', { 'x-after-position': '999999999' })
    assertProblem(answer, 503, 'PROJECTION_BEHIND')
    assert.equal(answer.headers['retry-after'], '1')
    assertProblem(await read('/v1/projects', { 'x-after-position': 'C:1/P:1' }), 400, 'INVALID')
    const behind = ['/v1/projects/L-1', '/v1/projects/L-1/events', '/v1/events'].map((route) =>
      read(`${route}?afterPosition=999999999`),
    )
    for (const one of await Promise.all(behind)) assertProblem(one, 503, 'PROJECTION_BEHIND')
  })

  test('a read of the log waits for the write that it is told of', async () => {
    const head = await service.ledger.store.head()
    const early = read(`/v1/projects/L-1?afterPosition=${head + 1n}`)
    await post('L-4', registered)
    assert.equal((await early).statusCode, 200)
    assertProblem(await read('/v1/projects/L-1', { 'x-after-position': 'C:1/P:1' }), 400, 'INVALID')
    for (const header of ['X-After-Position', 'Last-Event-ID']) {
      const { issues } = assertProblem(await read('/v1/events', { [header]: '-1' }), 400, 'INVALID')
      assert.equal(issues?.[0]?.path, `/${header}`)
    }
    const none = await read('/v1/projects/L-1/events?after=99')
    assert.deepEqual(
      [none.json().events, none.headers['x-position']],
      [[], (await read('/v1/projects/L-1')).json().position],
    )
  })
})

describe('the feed', () => {
  test('pages resume for ever, also where nothing more is', async () => {
    const seen: string[] = []
    let next = '/v1/events?limit=7'
    for (;;) {
      const page = (await read(next)).json()
      seen.push(...page.events.map((event: { position: string }) => event.position))
      assert.ok(page.links.next)
      next = page.links.next
      if (page.events.length === 0) break
    }
    const head = Number(await service.ledger.store.head())
    assert.deepEqual(
      seen,
      Array.from({ length: head }, (_none, i) => String(i + 1)),
    )
    await post('F-1', registered)
    assert.equal((await read(next)).json().events.length, 1)
  })

  test('types narrow it; a type that is none is named', async () => {
    const { events } = (await read('/v1/events?types=LedgerOpened,TenderNoticePublished')).json()
    assert.deepEqual([...new Set(events.map((event: { type: string }) => event.type))].sort(), [
      'LedgerOpened',
      'TenderNoticePublished',
    ])
    assertProblem(await read('/v1/events?types=Nothing'), 400, 'INVALID')
    assertProblem(await read('/v1/events?after=1.5'), 400, 'INVALID')
    assertProblem(await read('/v1/events?limit=1001'), 400, 'INVALID')
  })

  test('NDJSON streams everything', async () => {
    const answer = await read('/v1/events', { accept: 'application/x-ndjson' })
    assert.match(String(answer.headers['content-type']), /^application\/x-ndjson/)
    const lines = answer.body.trim().split('\n')
    assert.equal(lines.length, Number(await service.ledger.store.head()))
    assert.equal(JSON.parse(lines[0] as string).type, 'LedgerOpened')
    assertProblem(await read('/v1/events?limit=5', { accept: 'application/x-ndjson' }), 400, 'INVALID')
    assertProblem(await read('/v1/events', { accept: 'image/png' }), 406, 'NOT_ACCEPTABLE')
    assertProblem(await read('/v1/events', { accept: 'application/json;q=0' }), 406, 'NOT_ACCEPTABLE')
    for (const accept of ['', 'APPLICATION/JSON', 'text/html, */*;q=0.8'])
      assert.match(String((await read('/v1/events', { accept })).headers['content-type']), /^application\/json/)
  })
})

describe('statistics', () => {
  test('definitions, a figure, and the rows behind it', async () => {
    const { items } = (await read('/v1/statistics')).json()
    assert.ok(items.some(({ id }: { id: string }) => id === 'cycle-time'))
    const { position } = (await post('F-2', registered)).json()
    const url = '/v1/statistics/registration-time?from=2023-01-01&to=2023-12-31&groupBy=category'
    const figure = await read(url, { 'x-after-position': position })
    assert.equal(figure.statusCode, 200)
    const { total, links } = figure.json()
    assert.ok(total.n > 0)
    const population = (await read(`${links.population}&limit=1000`)).json()
    assert.equal(population.items.length, total.n)
    const csv = await read(`${links.population}&limit=1`, { accept: 'text/csv' })
    assert.match(String(csv.headers['content-type']), /^text\/csv/)
    assert.match(csv.body, /^projectId,/)
    assert.match(String(csv.headers.link), /rel="next"/)
    const none = await read(`${url.replace('?', '/population?').replace('&groupBy=category', '')}&buyer=nobody`, {
      accept: 'text/csv',
    })
    assert.equal(none.body, `${csv.body.split('\r\n')[0]}\r\n`)
  })

  test('what a statistic does not have is named', async () => {
    assertProblem(await read('/v1/statistics/luck'), 404, 'STATISTIC_UNKNOWN')
    assertProblem(await read('/v1/statistics/luck/population'), 404, 'STATISTIC_UNKNOWN')
    for (const query of [
      'from=2023-02-30',
      'variant=x',
      'groupBy=colour',
      'compare=previous-year',
      'x=1',
      'from=2023-02-01&to=2023-01-01',
    ])
      assertProblem(await read(`/v1/statistics/cycle-time?${query}`), 400, 'INVALID')
  })
})

interface Operation {
  readonly responses: { readonly [status: string]: { readonly content?: object } }
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

describe('operation', () => {
  test('alive, ready with lag, measured, documented', async () => {
    assert.deepEqual((await read('/v1/health')).json(), { status: 'ok' })
    await service.catchUp()
    const ready = (await read('/v1/ready')).json()
    assert.deepEqual([ready.status, ready.followers[0].lag], ['ready', 0])
    const metrics = (await read('/metrics')).body
    for (const name of [
      'ledger_http_request_duration_seconds',
      'ledger_events_recorded_total',
      'ledger_commands_refused_total',
      'ledger_follower_lag_events',
    ])
      assert.ok(metrics.includes(`# TYPE ${name}`), name)
    const { openapi, paths, components } = (await read('/v1/openapi.json')).json()
    assert.equal(openapi, '3.1.0')
    assert.ok(paths['/v1/projects/{projectId}/events'].post.requestBody)
    assert.ok(components.schemas['Fact.ContractSigned'].properties.data.properties.contractId)
    for (const [path, operations] of Object.entries<Record<string, Operation>>(paths))
      for (const { responses, parameters = [] } of Object.values(operations)) {
        assert.ok('200' in responses, `${path} says what it answers`)
        assert.deepEqual(Object.keys(responses['4XX']?.content ?? {}), ['application/problem+json'], path)
        if (parameters.some(({ name }) => name === 'X-After-Position'))
          assert.ok(
            parameters.some(({ name }) => name === 'afterPosition'),
            path,
          )
      }
    const headers = ({ parameters = [] }: Operation) =>
      parameters.filter((one) => one.in === 'header').map(({ name }) => name)
    assert.deepEqual(headers(paths['/v1/projects/{projectId}/events'].post), ['Idempotency-Key', 'If-Match'])
    assert.deepEqual(headers(paths['/v1/events'].get), ['X-After-Position', 'Last-Event-ID'])
    assert.equal((await read('/docs')).statusCode, 200)
    assertProblem(await read('/v1/nothing'), 404, 'ROUTE_UNKNOWN')
  })
})

/** A service of its own, with routes that misbehave as no route of ours should. */
async function listening(limits: Partial<Limits>, addRoutes: (app: FastifyInstance) => void = () => {}) {
  const own = await openService({ store: memory() })
  const app = await buildApp({ service: own, limits })
  addRoutes(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, service: own, port: (app.server.address() as AddressInfo).port }
}

test('a follower that stalls turns ready to 503 and says why; what was folded is still answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-stall-'))
  const modelsPath = join(folder, 'models.db')
  const first = await openService({ store: memory(), modelsPath })
  await first.ledger.submit('of-another-log', registered as Fact)
  await first.catchUp()
  await first.close()

  const stalled = await buildApp({ service: await openService({ store: memory(), modelsPath }) })
  const ready = async () => {
    for (;;) {
      const answer = await stalled.inject('/v1/ready')
      if (answer.statusCode === 503) return answer.json()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const { status, followers } = await ready()
  assert.deepEqual([status, followers[0].state, followers[0].problem.code], ['stalled', 'stalled', 'LOG_DIFFERS'])
  assert.equal((await stalled.inject('/v1/health')).statusCode, 200)
  assert.equal((await stalled.inject('/v1/projects')).json().items.length, 1)
  await stalled.close()
  rmSync(folder, { recursive: true, force: true })
})

const READERS = 20

describe('on a socket', () => {
  let base: { host: string; port: number }
  beforeAll(async () => {
    await app.listen({ host: '127.0.0.1', port: 0 })
    base = { host: '127.0.0.1', port: (app.server.address() as AddressInfo).port }
  })

  const live = async (headers: Record<string, string>) => {
    const request = get({ ...base, path: '/v1/events', headers: { accept: 'text/event-stream', ...headers } })
    const [response] = await once(request, 'response')
    response.setEncoding('utf8')
    return { request, response }
  }

  test('server-sent events catch up, stay live, and resume after Last-Event-ID', async () => {
    const head = (await service.ledger.store.head()).toString()
    const { request, response } = await live({ 'last-event-id': String(BigInt(head) - 1n) })
    let text = ''
    const seen = (async () => {
      for await (const chunk of response) {
        text += chunk
        if (text.includes('"projectId":"live-1"')) break
      }
    })()
    await post('live-1', registered)
    await seen
    request.destroy()
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
    assert.deepEqual(ids, [Number(head), Number(head) + 1])
  })

  test('a slow reader does not grow memory', { timeout: 60_000 }, async () => {
    await service.ledger.submit('slow', tenderingProject('slow').facts)
    const bulky = (n: number) => {
      const [fact] = enquiry('slow', `q-${n}`).facts as [Fact]
      return { ...fact, data: { ...fact.data, text: 'x'.repeat(9_000) } }
    }
    for (let n = 0; n < 3000; n += 100)
      await service.ledger.submit(
        'slow',
        Array.from({ length: 100 }, (_none, i) => bulky(n + i)),
      )
    const sockets = new Set<Socket>()
    app.server.on('connection', (socket: Socket) => sockets.add(socket))
    const readers = await Promise.all(Array.from({ length: READERS }, () => live({})))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const waiting = [...sockets].map((socket) => socket.writableLength)
    const written = [...sockets].map((socket) => socket.bytesWritten)
    for (const { request } of readers) request.destroy()
    assert.equal(waiting.length, READERS)
    // Each is owed 27 MB. The kernel takes some of it; in the process no more than a few chunks may wait.
    assert.ok(Math.max(...waiting) < 500_000, `${Math.max(...waiting)} bytes wait in the process`)
    assert.ok(
      Math.max(...written) < 20_000_000,
      `${Math.max(...written)} bytes were written to a reader that takes none`,
    )
  })

  test('a live feed outlasts the time that a request may take', async () => {
    const { app: brief, service: own, port } = await listening({ requestMs: 300 })
    const feed = get({ host: '127.0.0.1', port, path: '/v1/events', headers: { accept: 'text/event-stream' } })
    const [response] = await once(feed, 'response')
    response.setEncoding('utf8')
    await new Promise((resolve) => setTimeout(resolve, 600))
    await own.ledger.submit('late', registered as Fact)
    let seen = ''
    for await (const chunk of response) {
      seen += chunk
      if (seen.includes('"projectId":"late"')) break
    }
    assert.match(seen, /"projectId":"late"/)
    await brief.close()
  })

  test('past its time a request is 503, while shutting down too, and what fails inside says nothing of it', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { app: own, port } = await listening({ requestMs: 2_000 }, (routes) => {
      routes.get('/slow', async () => {
        enter()
        await released
        return { slow: true }
      })
      routes.get('/never', { handlerTimeout: 50 }, () => new Promise(() => {}))
      routes.get('/broken', async () => {
        throw new BrokenInvariant('a secret')
      })
    })
    const timedOut = await own.inject('/never')
    assertProblem(timedOut, 503, 'TIMED_OUT')
    assert.equal(timedOut.headers['retry-after'], '1')
    const broken = await own.inject('/broken')
    assertProblem(broken, 500, 'INTERNAL')
    assert.doesNotMatch(broken.body, /secret/)

    const socket = connect(port, '127.0.0.1')
    socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n')
    await entered
    const closed = own.close()
    socket.write('GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n')
    // The second request is read while the first is still answered.
    await new Promise((resolve) => setTimeout(resolve, 100))
    release()
    const answers = await text(socket)
    await closed
    assert.match(
      answers,
      /^HTTP\/1\.1 200 OK[\s\S]*\{"slow":true\}[\s\S]*HTTP\/1\.1 503 [\s\S]*application\/problem\+json[\s\S]*"SHUTTING_DOWN"/,
    )
  })

  test('whoever sends a body of 10 MB reads the refusal', async () => {
    const url = `http://${base.host}:${base.port}/v1/projects/H-5/events`
    const payload = Buffer.alloc(10_000_000, 'x')
    const chunked = new Blob([payload]).stream()
    for (const body of [payload, chunked]) {
      const answer = await fetch(url, { method: 'POST', headers: JSON_BODY, body, duplex: 'half' } as RequestInit)
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [413, 'BODY_TOO_LARGE'])
    }
  })

  test('no client holds a shutdown: neither a live one, nor one that says nothing, nor one that does not finish', {
    timeout: 10_000,
  }, async () => {
    const { app: own, service: small, port } = await listening({ shutdownMs: 500 })
    await small.ledger.submit('held', tenderingProject('held').facts)
    const url = `http://127.0.0.1:${port}/v1/events`
    const feed = await fetch(url, { headers: { accept: 'text/event-stream' } })
    const reading = feed.text()
    const silent = connect(port, '127.0.0.1')
    const unfinished = connect(port, '127.0.0.1')
    unfinished.write('POST /v1/projects/held/events HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{')
    for (const socket of [silent, unfinished]) socket.on('error', () => {})
    await new Promise((resolve) => setTimeout(resolve, 100))
    await own.close()
    assert.match(await reading, /"projectId":"held"/)
  })

  test('what is no request at all is 400 INVALID', async () => {
    for (const head of ['NONSENSE\r\n\r\n', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`]) {
      const socket = connect(base.port, base.host)
      socket.write(head)
      assert.match(await text(socket), /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"INVALID"/)
    }
    assertProblem(await read('/v1/projects/%zz'), 400, 'INVALID')
    assertProblem(await read(`/v1/projects/${'x'.repeat(300)}`), 400, 'INVALID')
  })

  test('shutting down ends live feeds and finishes what was accepted', async () => {
    const own = await openService({ store: memory() })
    const closing = await buildApp({ service: own })
    await closing.listen({ host: '127.0.0.1', port: 0 })
    const { port } = closing.server.address() as AddressInfo
    const feed = get({ host: '127.0.0.1', port, path: '/v1/events', headers: { accept: 'text/event-stream' } })
    const [response] = await once(feed, 'response')
    response.resume()
    const url = `http://127.0.0.1:${port}/v1/projects/end/events`
    const recording = fetch(url, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(registered) })
    const ended = once(response, 'end')
    const [answer] = await Promise.all([recording, recording.then(() => closing.close()), ended])
    assert.equal(answer.status, 201)
  })
})
