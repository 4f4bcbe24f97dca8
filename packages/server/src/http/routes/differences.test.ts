import assert from 'node:assert/strict'
import type { Fact } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { life } from '../../../bench/facts.ts'
import { buildApp } from '../../app.ts'
import { openService, type Service } from '../../service.ts'

/** Two projects at noon; an hour later the award of the first is cancelled, and a third project is recorded. */

const NOON = Date.parse('2024-06-01T12:00:00Z')
const HOUR_MS = 3_600_000

let service: Service
let app: FastifyInstance
let nowMs = NOON
let noon: string
let later: string

async function record(projectId: string, facts: readonly Fact[]): Promise<string> {
  const receipts = await service.ledger.record(projectId, facts)
  if (receipts.refused) assert.fail(receipts.refused.message)
  return receipts.at(-1)?.position ?? assert.fail('nothing was recorded')
}

const cancelled: Fact = {
  type: 'AwardCancelled',
  occurredAt: '2024-05-30T10:00:00+08:00',
  data: { awardId: 'award-1', reason: 'withdrawn' },
  actor: { id: 'buyer-office', role: 'buyer' },
}

beforeAll(async () => {
  service = await openService({ store: memory(), sources: { now: () => nowMs } })
  app = await buildApp({ service })
  await record('P-1', life(1).slice(0, -1))
  noon = await record('P-2', life(2))
  nowMs += HOUR_MS
  await record('P-1', [cancelled])
  later = await record('P-3', life(3))
})
afterAll(() => app.close())

async function read(path: string, status = 200) {
  const answer = await app.inject({ method: 'GET', url: `/v1/statistics/${path}` })
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

const hour = (n: number) => new Date(NOON + n * HOUR_MS).toISOString()

describe('the difference of a figure', () => {
  test('names what came and what went, each with the events that did it', async () => {
    const { id, a, b, change, items, links } = await read(`turnover/difference?a=${noon}&b=${later}`)
    assert.deepEqual([id, a.position, b.position, a.total.awards, b.total.awards], ['turnover', noon, later, 2, 2])
    assert.deepEqual(change, { n: 0, sum: { amount: '2.00', currency: 'CNY' } })
    const told = items.map((item: { projectId: string; change: string; n: number; events: { type: string }[] }) => [
      ...[item.projectId, item.change, item.n, item.events.map(({ type }) => type)],
    ])
    assert.deepEqual(told, [
      ['P-1', 'went', -1, ['AwardCancelled']],
      ['P-3', 'came', 1, ['ProjectRegistered', 'AwardDecided', 'ContractSigned']],
    ])
    assert.deepEqual(items[0].value, { amount: '-1900001.00', currency: 'CNY' })
    assert.deepEqual([items[0].before.subject, items[0].after], ['award-1', null])
    const [{ eventId, position, recordedAt }] = items[0].events
    const log = (await app.inject({ method: 'GET', url: `/v1/events?after=${noon}&limit=1` })).json()
    assert.deepEqual(
      [log.events[0].eventId, log.events[0].position, log.events[0].recordedAt],
      [...[eventId, position, recordedAt]],
    )
    assert.deepEqual(links, {})
  })

  test('between moments it is the same, and backwards it is the reverse', async () => {
    const byPosition = await read(`turnover/difference?a=${noon}&b=${later}`)
    const byMoment = await read(`turnover/difference?a=${hour(0)}&b=${hour(1)}`)
    assert.deepEqual(byMoment.items, byPosition.items)
    assert.deepEqual([byMoment.a.asOf, byMoment.b.asOf], [hour(0), hour(1)])
    const mixed = await read(`turnover/difference?a=${noon}&b=${hour(1)}`)
    assert.deepEqual(mixed.items, byPosition.items)
    const back = await read(`turnover/difference?a=${later}&b=${noon}`)
    assert.deepEqual(
      back.items.map(({ projectId, n }: { projectId: string; n: number }) => [projectId, n]),
      [
        ['P-1', 1],
        ['P-3', -1],
      ],
    )
    assert.deepEqual((await read(`turnover/difference?a=${noon}&b=${noon}`)).items, [])
  })

  test('the figures lead to the rows behind them, each as of its own cut', async () => {
    const { a, b } = await read(`turnover/difference?a=${noon}&b=${hour(1)}`)
    const rows = async (path: string) =>
      (await app.inject({ method: 'GET', url: path }))
        .json()
        .items.map(({ projectId }: { projectId: string }) => projectId)
    assert.deepEqual(await rows(a.links.population), ['P-1', 'P-2'])
    assert.deepEqual(await rows(b.links.population), ['P-2', 'P-3'])
  })

  test('comes in pages', async () => {
    const first = await read(`turnover/difference?a=${noon}&b=${later}&limit=1`)
    assert.deepEqual([first.items.length, first.items[0].projectId], [1, 'P-1'])
    const second = (await app.inject({ method: 'GET', url: first.links.next })).json()
    assert.deepEqual([second.items.length, second.items[0].projectId, second.links], [1, 'P-3', {}])
  })

  test('a row that left one key came to another', async () => {
    const open = await read(`cycle-time/difference?a=${noon}&b=${later}&excluded=open`)
    assert.deepEqual(
      open.items.map(({ projectId, change }: { projectId: string; change: string }) => [projectId, change]),
      [['P-1', 'came']],
    )
    const counted = await read(`cycle-time/difference?a=${noon}&b=${later}`)
    assert.deepEqual(
      counted.items.map(({ projectId, change }: { projectId: string; change: string }) => [projectId, change]),
      [
        ['P-1', 'went'],
        ['P-3', 'came'],
      ],
    )
    assert.equal(counted.change.sum, counted.b.total.sum - counted.a.total.sum)
  })

  test('needs both cuts, takes only those, and says what is wrong', async () => {
    for (const query of ['', '?a=1', '?b=1', '?a=x&b=1', '?a=1&b=2024-06-01', '?a=1&b=2&asOf=2024-06-01T00:00:00Z'])
      assert.equal((await read(`turnover/difference${query}`, 400)).code, 'INVALID')
    assert.equal((await read('turnover/difference?a=1&b=999999', 409)).code, 'POSITION_AHEAD')
    assert.equal((await read('luck/difference?a=1&b=2', 404)).code, 'STATISTIC_UNKNOWN')
  })

  test('a correction stands among the events, and what it changed is told to the fen', async () => {
    nowMs += HOUR_MS
    const log = (await app.inject({ method: 'GET', url: '/v1/projects/P-2/events?limit=1000' })).json().events
    const { eventId, data } = log.find(({ type }: { type: string }) => type === 'AwardDecided')
    const corrected = await record('P-2', [
      {
        type: 'EventCorrected',
        occurredAt: '2024-06-01T10:00:00+08:00',
        data: {
          target: eventId,
          data: { ...data, amount: { amount: '1900000.50', currency: 'CNY' } },
          reason: 'typing',
        },
        actor: { id: 'buyer-office', role: 'buyer' },
      },
    ])
    const { change, items } = await read(`turnover/difference?a=${later}&b=${corrected}`)
    assert.deepEqual(change, { n: 0, sum: { amount: '-1.50', currency: 'CNY' } })
    const [{ projectId, change: how, before, after, value, events }] = items
    assert.deepEqual([projectId, how, items.length], ['P-2', 'changed', 1])
    assert.deepEqual([before.value.amount, after.value.amount, value.amount], ['1900002.00', '1900000.50', '-1.50'])
    assert.deepEqual(
      events.map(({ type, position }: { type: string; position: string }) => [type, position]),
      [['EventCorrected', corrected]],
    )
  })

  test('has its limit', async () => {
    const strict = await openService({ store: memory(), cutLimits: { changedProjects: 1 } })
    const other = await buildApp({ service: strict })
    for (const n of [1, 2]) await strict.ledger.record(`P-${n}`, life(n))
    const at = async (b: number) =>
      (await other.inject({ method: 'GET', url: `/v1/statistics/turnover/difference?a=0&b=${b}` })).json()
    assert.equal((await at(5)).change.n, 0)
    const { status, code } = await at(20)
    assert.deepEqual([status, code], [422, 'DIFFERENCE_TOO_LARGE'])
    await other.close()
  })
})
