import assert from 'node:assert/strict'
import type { Fact } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { cnNingbo, cnTbl } from '@procurement-ledger/core/rules'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { tenderingProject } from '../../endurance/commands.ts'
import { openService, type Service } from '../../service.ts'

const CLARIFIED_MS = Date.parse('2023-03-20T10:00:00+08:00')
const NEXT_DAY_MS = Date.parse('2023-03-30T16:00:00Z')

/** Eleven days before the deadline of 2023-03-31, where the law asks for fifteen. */
const clarified = {
  type: 'ClarificationIssued',
  occurredAt: '2023-03-20T10:00:00+08:00',
  data: { changes: ['invented'], affectsBids: true },
  actor: { id: 'agency-office', role: 'agency' as const },
}

let service: Service
let app: FastifyInstance
/** Where the log says so. */
let clarifiedAt: bigint
let nowMs = Date.parse('2023-03-01T12:00:00+08:00')

beforeAll(async () => {
  service = await openService({
    store: memory(),
    sources: { now: () => nowMs },
    rules: { packs: [cnTbl, cnNingbo], severities: { R06: 'block' } },
  })
  app = await buildApp({ service })
  await service.ledger.record('P-1', tenderingProject('P-1').facts)
  nowMs = CLARIFIED_MS
  const receipt = await service.ledger.record('P-1', clarified)
  assert.ok(!receipt.refused)
  clarifiedAt = BigInt(receipt.position)
})
afterAll(() => app.close())

const read = (url: string) => app.inject({ method: 'GET', url })

interface Answer {
  readonly results: readonly { readonly rule: string; readonly state: string; readonly [field: string]: unknown }[]
}

async function resultOf(rule: string, query = '') {
  const answer = await read(`/v1/projects/P-1/compliance${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Answer>().results.find((result) => result.rule === rule)
}

describe('GET /v1/projects/{projectId}/compliance', () => {
  test('answers with packs, calendar and one result of each rule and subject', async () => {
    const answer = await read('/v1/projects/P-1/compliance?on=2023-03-20')
    const { results, ...by } = answer.json()
    assert.deepEqual(by, {
      projectId: 'P-1',
      packs: [
        { id: 'cn-tbl', version: 1 },
        { id: 'cn-ningbo', version: 1 },
      ],
      calendar: 'cn-2026.1',
    })
    const events = (await Array.fromAsync(service.ledger.history('P-1'))).map(({ eventId }) => eventId)
    assert.deepEqual(
      results.find(({ rule }: { rule: string }) => rule === 'R06'),
      {
        rule: 'R06',
        version: 1,
        subject: { kind: 'project', id: 'P-1' },
        state: 'pending',
        severity: 'block',
        dueOn: '2023-03-31',
        events: [events[2]],
        message: 'not opened yet, the bid deadline is 2023-03-31T01:00:00.000Z',
      },
    )
  })

  test('judges with what occurred by the end of the day that is asked for', async () => {
    assert.equal((await resultOf('R04', '?on=2023-03-19'))?.state, 'notApplicable')
    assert.equal((await resultOf('R04', '?on=2023-03-20'))?.state, 'violated')
    assert.equal((await resultOf('R06', '?on=2023-04-01'))?.state, 'violated')
  })

  test('and with what was known at a moment', async () => {
    assert.equal((await resultOf('R04', '?on=2023-03-20&asOf=2023-03-20T01:59:59Z'))?.state, 'notApplicable')
    assert.equal((await resultOf('R04', '?on=2023-03-20&asOf=2023-03-20T02:00:00Z'))?.state, 'violated')
    assert.equal((await resultOf('R04', `?on=2023-03-20&atPosition=${clarifiedAt - 1n}`))?.state, 'notApplicable')
    assert.equal((await resultOf('R04', `?on=2023-03-20&atPosition=${clarifiedAt}`))?.state, 'violated')
  })

  test('without a day it is today, where the venue is', async () => {
    nowMs = NEXT_DAY_MS
    assert.equal((await resultOf('R06'))?.state, 'pending')
    nowMs = NEXT_DAY_MS + 24 * 3_600_000 - 1
    assert.equal((await resultOf('R06'))?.state, 'pending')
    nowMs += 1
    assert.equal((await resultOf('R06'))?.state, 'violated')
  })

  test.each([
    ['/v1/projects/P-2/compliance', 404, 'PROJECT_UNKNOWN'],
    ['/v1/projects/P-1/compliance?asOf=2023-03-01T00:00:00Z', 404, 'PROJECT_UNKNOWN'],
    ['/v1/projects/P-1/compliance?on=2023-02-29', 400, 'INVALID'],
    ['/v1/projects/P-1/compliance?atPosition=1', 404, 'PROJECT_UNKNOWN'],
    ['/v1/projects/P-1/compliance?asOf=2023-03-01', 400, 'INVALID'],
    ['/v1/projects/P-1/compliance?asOf=2023-03-01T00:00:00Z&atPosition=4', 400, 'INVALID'],
    ['/v1/projects/P-1/compliance?state=violated', 400, 'INVALID'],
    ['/v1/projects/P%201/compliance', 400, 'INVALID'],
    ['/v1/rules?pack=cn-tbl', 400, 'INVALID'],
  ])('%s is %i %s', async (url, status, code) => {
    const answer = await read(url)
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
  })
})

describe('GET /v1/compliance', () => {
  beforeAll(async () => {
    for (const id of ['P-3', 'P-2']) await service.ledger.record(id, tenderingProject(id).facts)
    await service.catchUp()
  })

  interface Page {
    readonly items: readonly { readonly projectId: string; readonly rule: string; readonly [field: string]: unknown }[]
    readonly links: { readonly next?: string }
  }
  const list = async (query: string): Promise<Page> => {
    const answer = await read(`/v1/compliance${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.match(String(answer.headers['x-position']), /^[0-9]+$/)
    return answer.json<Page>()
  }
  const inShort = ({ items }: Page) => items.map(({ projectId, rule }) => `${projectId} ${rule}`)

  test('lists the same results as each project, what is due first first', async () => {
    const { items, links } = await list('?state=pending&on=2023-03-20')
    assert.deepEqual(links, {})
    assert.deepEqual(
      items.map(({ projectId, rule, dueOn }) => [projectId, rule, dueOn]),
      [...['P-1', 'P-2', 'P-3'].map((id) => [id, 'R06', '2023-03-31'])],
    )
    const { projectId: _of, ...listed } = items[0] ?? {}
    assert.deepEqual(listed, await resultOf('R06', '?on=2023-03-20'))
  })

  test('a day is told by time alone, without a new fact', async () => {
    assert.deepEqual(inShort(await list('?state=violated&on=2023-03-31&rule=R06')), [])
    assert.deepEqual(inShort(await list('?state=violated&on=2023-04-01&rule=R06')), ['P-1 R06', 'P-2 R06', 'P-3 R06'])
  })

  test('pages follow each other, in one order, with every filter', async () => {
    const found: string[] = []
    let url: string | undefined = '?state=violated,pass&dueBefore=2023-04-01&on=2023-04-01&limit=2'
    while (url !== undefined) {
      const page: Page = await list(url)
      assert.ok(page.items.length <= 2)
      found.push(...inShort(page))
      url = page.links.next?.replace('/v1/compliance', '')
    }
    const whole = await list('?state=violated,pass&dueBefore=2023-04-01&on=2023-04-01')
    assert.deepEqual(found, inShort(whole))
    assert.ok(found.includes('P-1 R04') && found.includes('P-3 R02') && found.includes('P-2 R06'), found.join())
    assert.deepEqual(inShort(await list('?dueBefore=2023-03-31&rule=R06&on=2023-03-20')), [])
  })

  test('judges a day before the last fact of a project with what had occurred by then, as the project does', async () => {
    assert.deepEqual(inShort(await list('?state=violated&rule=R04&on=2023-03-20')), ['P-1 R04'])
    assert.deepEqual(inShort(await list('?state=violated&rule=R04&on=2023-03-19')), [])
    const { items } = await list('?rule=R06&on=2023-03-19')
    assert.deepEqual(inShort({ items, links: {} }), ['P-1 R06', 'P-2 R06', 'P-3 R06'])
    const { projectId: _of, ...listed } = items[0] ?? {}
    assert.deepEqual(listed, await resultOf('R06', '?on=2023-03-19'))
  })

  test('answers as of a cut, with pages of their own, on the day that is asked for', async () => {
    for (const cut of ['asOf=2023-03-20T01:59:59Z', `atPosition=${clarifiedAt - 1n}`])
      for (const on of ['2023-03-20', '2023-03-25']) {
        assert.deepEqual(inShort(await list(`?state=violated&rule=R04&on=${on}&${cut}`)), [])
        assert.deepEqual(inShort(await list(`?state=pending&on=${on}&${cut}`)), ['P-1 R06'])
      }
    for (const cut of ['asOf=2023-03-20T02:00:00Z', `atPosition=${clarifiedAt}`])
      assert.deepEqual(inShort(await list(`?state=violated&rule=R04&on=2023-03-20&${cut}`)).slice(0, 1), ['P-1 R04'])
    const whole = inShort(await list(`?on=2023-04-01&atPosition=${clarifiedAt}`))
    const found: string[] = []
    for (let url: string | undefined = `?on=2023-04-01&limit=2&atPosition=${clarifiedAt}`; url !== undefined; ) {
      const page: Page = await list(url)
      found.push(...inShort(page))
      url = page.links.next?.replace('/v1/compliance', '')
    }
    assert.deepEqual(found, whole)
    assert.ok(whole.length > 3)
  })

  test('without a day a cut is judged today, where the venues are', async () => {
    nowMs = NEXT_DAY_MS
    const url = `?rule=R06&atPosition=${clarifiedAt}`
    assert.deepEqual(inShort(await list(`${url}&state=pending`)), ['P-1 R06'])
    nowMs += 24 * 3_600_000
    assert.deepEqual(inShort(await list(`${url}&state=violated`)), ['P-1 R06'])
    // The machine's clock stands before the last fact, which has occurred all the same.
    nowMs = CLARIFIED_MS - 24 * 3_600_000
    assert.deepEqual(inShort(await list(`${url}&state=pending`)), ['P-1 R06'])
    assert.deepEqual(inShort(await list(`?rule=R04&state=violated&atPosition=${clarifiedAt}`)), ['P-1 R04'])
    nowMs = NEXT_DAY_MS
  })

  test('a position that the log has not reached is 409', async () => {
    const ahead = (await service.ledger.store.head()) + 1n
    for (const url of ['/v1/compliance?', '/v1/compliance?on=2023-03-20&', '/v1/projects/P-1/compliance?']) {
      const answer = await read(`${url}atPosition=${ahead}`)
      assert.deepEqual([answer.statusCode, answer.json().code], [409, 'POSITION_AHEAD'])
    }
  })

  test('without a day it is today, where the venues are', async () => {
    nowMs = NEXT_DAY_MS + 24 * 3_600_000 - 1
    assert.deepEqual(inShort(await list('?state=violated&rule=R06')), [])
    nowMs += 1
    assert.deepEqual(inShort(await list('?state=violated&rule=R06')), ['P-1 R06', 'P-2 R06', 'P-3 R06'])
  })

  test('a read sees the write that it names', async () => {
    const [, , noticed] = tenderingProject('P-4').facts
    const receipts = await service.ledger.record('P-4', tenderingProject('P-4').facts.slice(0, 2))
    assert.ok(!('refused' in receipts) || receipts.refused === undefined)
    const receipt = await service.ledger.record('P-4', noticed as never)
    assert.ok(!receipt.refused)
    const { items } = await list(`?rule=R06&on=2023-03-20&afterPosition=${receipt.position}`)
    assert.ok(items.some(({ projectId }) => projectId === 'P-4'))
  })

  test('an earlier day is told with facts that came since, too', async () => {
    const { facts } = tenderingProject('P-0')
    assert.deepEqual(inShort(await list('?rule=R06&on=2023-03-18&limit=1')), ['P-1 R06'])
    await service.ledger.record('P-0', facts)
    const receipts = await service.ledger.record('P-0', [clarified])
    assert.ok(!receipts.refused)
    const after = `&afterPosition=${receipts.at(-1)?.position}`
    assert.deepEqual(inShort(await list(`?rule=R06&on=2023-03-18&limit=1${after}`)), ['P-0 R06'])
    assert.deepEqual(inShort(await list(`?rule=R04&state=violated&on=2023-03-18${after}`)), [])
  })

  test.each([
    ['?state=late', '/state'],
    ['?state=notApplicable', '/state'],
    ['?dueBefore=soon', '/dueBefore'],
    ['?on=2023-02-30', '/on'],
    ['?limit=0', '/limit'],
    ['?limit=1001', '/limit'],
    ['?after=P-1', '/after'],
    ['?asOf=2023-01-01', '/asOf'],
    ['?atPosition=-1', '/atPosition'],
    ['?asOf=2023-01-01T00:00:00Z&atPosition=1', '/atPosition'],
    ['?form=csv', '/form'],
  ])('%s is INVALID', async (query, path) => {
    const answer = await read(`/v1/compliance${query}`)
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'INVALID'])
    assert.ok(
      answer.json().issues.some((issue: { path: string }) => issue.path.startsWith(path)),
      answer.body,
    )
  })
})

test('GET /v1/rules explains each rule of the packs that apply', async () => {
  const { items, links } = (await read('/v1/rules')).json()
  assert.deepEqual(links, {})
  assert.equal(items.length, cnTbl.rules.length + cnNingbo.rules.length)
  const { counted, ...opening } = items.find(({ id }: { id: string }) => id === 'R06')
  assert.match(counted, /in the minute of the bid deadline/)
  assert.deepEqual(opening, {
    id: 'R06',
    version: 1,
    pack: { id: 'cn-tbl', version: 1 },
    name: { en: 'opening at the time of the deadline', zh: '开标时间' },
    article: '招标投标法 art. 34',
    binds: 'buyer, agency',
    silent: opening.silent,
    subjects: ['project'],
    scope: opening.scope,
    severity: 'block',
    effectiveFrom: '2000-01-01',
  })
  assert.deepEqual(opening.scope.regimes, ['TBL'])
})

test('a year of which the calendar knows nothing is a fault of what needs it, and of nothing else', async () => {
  const { refused } = await service.ledger.record('P-OLD', [
    ...tenderingProject('P-OLD').facts,
    {
      ...{ type: 'ComplaintFiled', occurredAt: '2014-12-29T10:00:00+08:00' },
      data: { complaintId: 'K-1', about: 'contract', channel: 'paper', text: 'invented' },
      actor: { id: 'bidder-office', role: 'bidder' as const },
    },
  ])
  assert.equal(refused, undefined)
  const answer = await read('/v1/projects/P-OLD/compliance?on=2023-03-20')
  const faults = answer.json<Answer>().results.filter(({ fault }) => fault !== undefined)
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(
    faults.map(({ rule, state, dueOn, fault }) => [rule, state, dueOn, fault]),
    [['R25', 'pending', undefined, 'CALENDAR_UNKNOWN']],
  )
  assert.match(String(faults[0]?.message), /2014/)
  await service.catchUp()
  const listed = (await read('/v1/compliance?rule=R25&on=2023-03-20')).json()
  assert.deepEqual(
    listed.items.map(({ projectId, fault }: { projectId: string; fault?: string }) => [projectId, fault]),
    [['P-OLD', 'CALENDAR_UNKNOWN']],
  )
})

test('a rule that no pack has cannot be set, and no pack stands twice', async () => {
  await assert.rejects(openService({ store: memory(), rules: { severities: { R99: 'block' } } }), {
    code: 'PACK_INVALID',
  })
  await assert.rejects(openService({ store: memory(), rules: { packs: [cnTbl, cnTbl] } }), { code: 'PACK_INVALID' })
})

describe('a rule that is set to block', () => {
  let strict: FastifyInstance
  beforeAll(async () => {
    const rules = { packs: [cnTbl], severities: { R04: 'block' } } as const
    const service = await openService({ store: memory(), sources: { now: () => CLARIFIED_MS }, rules })
    strict = await buildApp({ service })
    await service.ledger.record('P-1', tenderingProject('P-1').facts)
  })
  afterAll(() => strict.close())

  const clarify = (more: object) =>
    strict.inject({
      method: 'POST',
      url: '/v1/projects/P-1/events',
      payload: {
        ...{ type: 'ClarificationIssued', occurredAt: '2023-03-20T10:00:00+08:00' },
        data: { changes: ['invented'], affectsBids: true },
        actor: { id: 'agency-office', role: 'agency' },
        ...more,
      },
    })

  test('refuses with 409 what breaks it, unless somebody answers for it', async () => {
    const refused = await clarify({})
    assert.deepEqual([refused.statusCode, refused.json().code], [409, 'RULE_VIOLATED'])
    const unfounded = await clarify({ overrides: [{ rule: 'R04', by: 'supervisor-7' }] })
    assert.deepEqual([unfounded.statusCode, unfounded.json().code], [400, 'INVALID'])
    const overrides = [{ rule: 'R04', by: 'supervisor-7', reason: 'a drawing was wrong (invented)' }]
    assert.equal((await clarify({ overrides })).statusCode, 201)
    const events = (await strict.inject({ method: 'GET', url: '/v1/projects/P-1/events' })).json().events
    assert.deepEqual(events.at(-1).overrides, overrides)
  })
})

test('of venues in several zones all projects are listed, from the rows that are kept', async () => {
  const now = () => Date.parse('2023-03-21T01:00:00+08:00')
  const several = await openService({ store: memory(), sources: { now } })
  const ahead = await buildApp({ service: several })
  onTestFinished(() => ahead.close())
  const facts = tenderingProject('P-1').facts
  const [registered, ...others] = facts
  await several.ledger.record('P-1', [...facts, { ...clarified, occurredAt: '2023-03-21T00:30:00+08:00' }])
  const venue = { id: 'venue-2', name: 'Example venue elsewhere (invented)', zone: 'UTC' }
  await several.ledger.record('P-2', [{ ...registered, data: { ...registered?.data, venue } } as Fact, ...others])
  await several.catchUp()
  const { items } = (await ahead.inject({ method: 'GET', url: '/v1/compliance?state=violated,pending' })).json()
  const told = items.map(({ projectId, rule, state }: Record<string, string>) => `${projectId} ${rule} ${state}`)
  assert.ok(told.includes('P-1 R04 violated') && told.includes('P-2 R06 pending'), told.join())
  assert.equal(several.cuts.status().cuts, 0)
})
