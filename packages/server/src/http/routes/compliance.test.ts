import assert from 'node:assert/strict'
import { memory } from '@procurement-ledger/core/memory'
import { cnNingbo, cnTbl } from '@procurement-ledger/core/rules'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { tenderingProject } from '../../endurance/commands.ts'
import { openService, type Service } from '../../service.ts'

const CLARIFIED_MS = Date.parse('2023-03-20T10:00:00+08:00')
const NEXT_DAY_MS = Date.parse('2023-03-30T16:00:00Z')

let service: Service
let app: FastifyInstance
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
  // Eleven days before the deadline of 2023-03-31, where the law asks for fifteen.
  const clarified = {
    type: 'ClarificationIssued',
    occurredAt: '2023-03-20T10:00:00+08:00',
    data: { changes: ['invented'], affectsBids: true },
    actor: { id: 'agency-office', role: 'agency' as const },
  }
  const { refused } = await service.ledger.record('P-1', clarified)
  assert.equal(refused, undefined)
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
    ['/v1/projects/P-1/compliance?asOf=2023-03-01', 400, 'INVALID'],
    ['/v1/projects/P-1/compliance?state=violated', 400, 'INVALID'],
    ['/v1/projects/P%201/compliance', 400, 'INVALID'],
    ['/v1/rules?pack=cn-tbl', 400, 'INVALID'],
  ])('%s is %i %s', async (url, status, code) => {
    const answer = await read(url)
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
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

test('a rule that no pack has cannot be set, and no pack stands twice', async () => {
  await assert.rejects(openService({ store: memory(), rules: { severities: { R99: 'block' } } }), {
    code: 'PACK_INVALID',
  })
  await assert.rejects(openService({ store: memory(), rules: { packs: [cnTbl, cnTbl] } }), { code: 'PACK_INVALID' })
})
