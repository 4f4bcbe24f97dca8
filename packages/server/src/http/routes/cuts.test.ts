import assert from 'node:assert/strict'
import { memory } from '@procurement-ledger/core/memory'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, test } from 'vitest'
import { life } from '../../../bench/facts.ts'
import { buildApp } from '../../app.ts'
import { openService, type Service } from '../../service.ts'

/** Figures, rows and lists over HTTP as they were known. */

const START_MS = Date.parse('2024-06-01T00:00:00Z')
const HOUR_MS = 3_600_000

let nowMs = START_MS
let service: Service
let app: FastifyInstance
let positions: readonly string[]

beforeEach(async () => {
  nowMs = START_MS
  service = await openService({
    store: memory(),
    sources: { now: () => nowMs },
    cutLimits: { bytes: 200_000, builds: 1, queue: 1 },
  })
  app = await buildApp({ service })
  positions = []
  for (const n of [1, 2, 3]) positions = [...positions, await record(n)]
})
afterEach(() => app.close())

/** A project an hour, whole. */
async function record(n: number): Promise<string> {
  nowMs = START_MS + n * HOUR_MS
  const receipts = await service.ledger.record(`P-${n}`, life(n))
  if (receipts.refused) assert.fail(receipts.refused.message)
  return receipts.at(-1)?.position ?? assert.fail('nothing was recorded')
}

const read = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'GET', url, headers })

const hour = (n: number): string => new Date(START_MS + n * HOUR_MS).toISOString()

function assertProblem(answer: LightMyRequestResponse, status: number, code: string) {
  const body = answer.json()
  assert.deepEqual([answer.statusCode, body.code], [status, code])
  return body
}

test('a figure as of a moment holds what was recorded by then, and says where that is', async () => {
  for (const [n, known] of [
    [0, 0],
    [1, 1],
    [2.5, 2],
    [3, 3],
    [100, 3],
  ] as const) {
    const answer = await read(`/v1/statistics/turnover?asOf=${hour(n)}`)
    const { total, asOf, position, links } = answer.json()
    const at = known === 0 ? '0' : positions[known - 1]
    assert.deepEqual([total.projects, asOf], [known, hour(n)])
    // Before the first project there is the opening of the ledger itself, recorded at the start.
    assert.equal(position, known === 0 ? '1' : at)
    assert.equal(answer.headers['x-position'], position)
    assert.match(links.population, new RegExp(`asOf=${encodeURIComponent(hour(n))}`))
    const population = (await read(links.population)).json()
    assert.equal(population.items.length, known)
  }
})

test('a figure at a position is that of the log up to there, for ever', async () => {
  const url = `/v1/statistics/turnover?groupBy=category&atPosition=${positions[1]}`
  const before = await read(url)
  assert.deepEqual([before.json().total.projects, before.json().position], [2, positions[1]])
  await record(4)
  assert.deepEqual((await read(url)).json(), before.json())
})

test('every statistic, its population and both lists answer as of a cut', async () => {
  const { items } = (await read('/v1/statistics')).json()
  for (const { id, needs } of items as { id: string; needs: string[] }[]) {
    const needed = needs.map((name) => `&${name}=2024-12-31`).join('')
    for (const path of [`/v1/statistics/${id}`, `/v1/statistics/${id}/population`])
      for (const cut of [`asOf=${hour(1)}`, `atPosition=${positions[0]}`]) {
        const answer = await read(`${path}?${cut}${needed}`)
        assert.deepEqual([path, cut, answer.statusCode], [path, cut, 200])
        assert.equal(answer.headers['x-position'], positions[0])
      }
    await assertLinked(id, `atPosition=${positions[0]}${needed}`)
  }
  for (const path of ['/v1/projects', '/v1/bonds'])
    for (const cut of [`asOf=${hour(2)}`, `atPosition=${positions[1]}`]) {
      const page = (await read(`${path}?${cut}&limit=1`)).json()
      assert.equal(page.items[0].projectId, 'P-1')
      const next = (await read(page.links.next)).json()
      assert.deepEqual([next.items[0].projectId, next.links], ['P-2', {}])
    }
})

/** A figure leads to what it means, to its rows and to what it leaves out: of the same cut, and as many as it says. */
async function assertLinked(id: string, query: string) {
  const { total, links } = (await read(`/v1/statistics/${id}?${query}`)).json()
  assert.deepEqual(Object.keys(links), ['definition', 'population', 'exclusions'])
  for (const link of [links.population, links.exclusions]) assert.match(link, /[?&]atPosition=/)
  const definition = (await read(links.definition)).json()
  assert.equal(definition.id, id)
  const n = definition.population.split('.').reduce((told: never, key: string) => told[key], total)
  const { items } = (await read(links.population)).json()
  assert.deepEqual([id, items.length], [id, n])
  const left = (await read(links.exclusions)).json().items as { excluded: string }[]
  for (const [reason, most] of Object.entries(total.excluded))
    assert.deepEqual([id, reason, left.filter(({ excluded }) => excluded === reason).length], [id, reason, most])
}

test('filters by phase and text hold as of the cut', async () => {
  const at = async (query: string) => (await read(`/v1/statistics/turnover?asOf=${hour(2)}&${query}`)).json().total
  assert.equal((await at('phase=contracted')).projects, 2)
  assert.equal((await at('phase=registered')).projects, 0)
  assert.equal((await at('text=project%202')).projects, 1)
})

test('both cuts at once, and what is none, are 400', async () => {
  for (const path of ['/v1/statistics/turnover', '/v1/statistics/turnover/population', '/v1/projects', '/v1/bonds']) {
    const both = assertProblem(await read(`${path}?asOf=${hour(1)}&atPosition=1`), 400, 'INVALID')
    assert.deepEqual(both.issues[0].path, '/atPosition')
    for (const wrong of ['asOf=2024-06-01', 'asOf=yesterday', 'atPosition=-1', 'atPosition=01', 'atPosition=x'])
      assertProblem(await read(`${path}?${wrong}`), 400, 'INVALID')
  }
})

test('a position beyond the end is 409 until the log is there; a reader may wait for it', async () => {
  const next = String(BigInt(positions[2] ?? '0') + 1n)
  assertProblem(await read(`/v1/statistics/turnover?atPosition=${next}`), 409, 'POSITION_AHEAD')
  const waiting = read(`/v1/statistics/turnover?atPosition=${next}`, { 'x-after-position': next })
  await record(4)
  assert.equal((await waiting).json().position, next)
})

test('a cut that takes more room than there is ends with a code, and the service goes on', async () => {
  nowMs += HOUR_MS
  for (let n = 10; n < 600; n++) await service.ledger.record(`P-${n}`, life(n))
  const head = String(await service.ledger.store.head())
  assertProblem(await read(`/v1/projects?atPosition=${head}`), 422, 'CUT_TOO_LARGE')
  assert.equal((await read('/v1/projects')).statusCode, 200)
  assert.equal((await read(`/v1/projects?atPosition=${positions[0]}`)).json().items.length, 1)
})

test('more cuts than may wait are told to come again, and one that is not ready too', async () => {
  const at = (position: string) => read(`/v1/projects?atPosition=${position}`)
  const answers = await Promise.all([...Array(12).keys()].map((n) => at(String(n + 1))))
  const refused = answers.filter(({ statusCode }) => statusCode !== 200)
  assert.ok(refused.length > 0)
  for (const one of refused) {
    assertProblem(one, 503, 'CUTS_BUSY')
    assert.equal(one.headers['retry-after'], '1')
  }
  const closed = await openService({ store: memory() })
  const ended = await buildApp({ service: closed })
  await closed.cuts.close()
  const answer = await ended.inject({ method: 'GET', url: '/v1/projects?atPosition=0' })
  assertProblem(answer, 503, 'CUT_NOT_READY')
  await ended.close()
})
