import assert from 'node:assert/strict'
import { memory } from '@procurement-ledger/core/memory'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { commandIdOf, tenderingProject } from '../../endurance/commands.ts'
import { openService } from '../../service.ts'

/** Enterprises and experts; what is the same for projects is tested there. */

let app: FastifyInstance

beforeAll(async () => {
  const service = await openService({ store: memory() })
  app = await buildApp({ service })
  await service.ledger.submit('P-1', tenderingProject('P-1').facts)
})
afterAll(() => app.close())

type Headers = Readonly<Record<string, string>>
const read = (url: string, headers: Headers = {}) => app.inject({ method: 'GET', url, headers })
const post = (of: string, body: unknown, headers: Headers = {}) =>
  app.inject({
    method: 'POST',
    url: `/v1/${of}/events`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })

const supervisor = { id: 'supervisor-1', role: 'supervisor' } as const
const stated = (type: string, data: object) => ({
  ...{ type, data, occurredAt: '2023-05-01T09:00:00+08:00', actor: supervisor },
})
const scored = (points = -5) =>
  stated('CreditScored', { subject: 'bidder', points, reason: 'late with a bond (invented)', projectId: 'P-1' })
const fined = stated('PenaltyImposed', { decisionNo: 'decision 4 (invented)', kind: 'fine' })
const sanctioned = stated('ExpertSanctioned', { kind: 'points', points: -10, reason: 'did not come (invented)' })

const problemOf = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json().code]
const typesOf = (answer: LightMyRequestResponse) => answer.json().events.map(({ type }: { type: string }) => type)

describe('facts of enterprises and experts', () => {
  test.each([
    ['parties/C-1', 'party-C-1', scored()],
    ['experts/E-1', 'expert-E-1', sanctioned],
  ])('%s: the first fact begins the stream; the same command again is 200', async (of, stream, fact) => {
    const headers = { 'idempotency-key': commandIdOf(of) }
    const first = await post(of, fact, headers)
    assert.equal(first.statusCode, 201)
    assert.deepEqual(Object.keys(first.json()), [
      ...['eventId', 'stream', 'type', 'revision', 'position', 'recordedAt', 'leafHash'],
    ])
    assert.deepEqual([first.json().stream, first.headers.etag], [stream, '"0"'])
    const again = await post(of, fact, headers)
    assert.deepEqual([again.statusCode, again.json()], [200, first.json()])
    assert.deepEqual(problemOf(await post(of, { ...fact, occurredAt: '2023-05-02T09:00:00Z' }, headers)), [
      ...[409, 'COMMAND_REUSED'],
    ])
  })

  test('several facts are all or none', async () => {
    assert.deepEqual(problemOf(await post('parties/C-2', [fined, fined])), [409, 'PENALTY_EXISTS'])
    assert.deepEqual(problemOf(await read('/v1/parties/C-2/events')), [404, 'STREAM_UNKNOWN'])
    const both = await post('parties/C-2', [scored(), fined])
    assert.deepEqual(
      both.json().map(({ revision }: { revision: number }) => revision),
      [0, 1],
    )
  })

  test('what was read is what is decided on', async () => {
    await post('parties/C-3', scored())
    assert.deepEqual(problemOf(await post('parties/C-3', scored(), { 'if-match': '"7"' })), [412, 'REVISION_MISMATCH'])
    assert.equal((await post('parties/C-3', scored(), { 'if-match': '"0"' })).statusCode, 201)
  })

  test('each kind of subject has its own events, and its own roles', async () => {
    for (const [of, fact] of [
      ['parties/C-4', sanctioned],
      ['experts/E-4', scored()],
      ['projects/P-1', scored()],
      ['parties/C-4', stated('SiteInspected', { selection: 'random', result: 'in order', found: [] })],
    ] as const) {
      const answer = await post(of, fact)
      assert.deepEqual(problemOf(answer), [400, 'INVALID'])
      assert.deepEqual(
        answer.json().issues.map(({ path }: { path: string }) => path),
        ['/type'],
      )
    }
    const byCentre = { ...scored(), actor: { id: 'centre-1', role: 'centre' } }
    assert.deepEqual(problemOf(await post('parties/C-4', byCentre)), [403, 'ROLE_NOT_ALLOWED'])
    assert.deepEqual(problemOf(await post('parties/..%2Fx', scored())), [400, 'INVALID'])
  })

  test('events come oldest first, in pages, and a page behind the end is empty', async () => {
    await post('experts/E-5', [sanctioned, fined, sanctioned])
    const page = await read('/v1/experts/E-5/events?limit=2')
    assert.deepEqual(typesOf(page), ['ExpertSanctioned', 'PenaltyImposed'])
    const rest = await read(page.json().links.next)
    assert.deepEqual([typesOf(rest), rest.json().links], [['ExpertSanctioned'], {}])
    const behind = await read('/v1/experts/E-5/events?after=7')
    assert.deepEqual([behind.statusCode, typesOf(behind)], [200, []])
    assert.equal(behind.headers['x-position'], rest.headers['x-position'])
    assert.deepEqual(problemOf(await read('/v1/experts/E-5/events?colour=red')), [400, 'INVALID'])
  })

  test('of whom nothing was recorded, nothing is shown', async () => {
    for (const of of ['parties/nobody', 'experts/nobody', 'parties/P-1'])
      assert.deepEqual(problemOf(await read(`/v1/${of}/events`)), [404, 'STREAM_UNKNOWN'])
  })

  test('the feed has them, whole and by type', async () => {
    const { position } = (await post('parties/C-6', scored(-7))).json()
    const feed = await read(`/v1/events?after=${BigInt(position) - 1n}&types=CreditScored,ExpertSanctioned`)
    const [event] = feed.json().events
    assert.deepEqual([event.stream, event.projectId, event.data.points], ['party-C-6', undefined, -7])
  })
})

test('a flag of the ledger between a reading and a command does not make the command fail', async () => {
  const { revision } = (await read('/v1/projects/P-1')).json()
  const flag = {
    ...stated('FlagRaised', { flagId: 'flag-1', origin: 'analytics', level: 'yellow', events: [] }),
    actor: { id: 'ledger', role: 'ledger' },
  }
  assert.equal((await post('projects/P-1', flag)).statusCode, 201)
  const opinion = stated('SupervisoryOpinionIssued', { opinionId: 'opinion-1', text: 'x', dueOn: '2023-06-01' })
  assert.equal((await post('projects/P-1', opinion, { 'if-match': `"${revision}"` })).statusCode, 201)
  assert.deepEqual(problemOf(await post('projects/P-1', flag, { 'if-match': `"${revision}"` })), [
    ...[412, 'REVISION_MISMATCH'],
  ])
})

test('the document tells of every subject which facts it takes, and which receipt it gives', async () => {
  const { paths, components } = (await read('/v1/openapi.json')).json()
  const bodyOf = (path: string) => JSON.stringify(paths[path].post.requestBody)
  for (const [path, command] of [
    ['/v1/projects/{projectId}/events', 'Command'],
    ['/v1/parties/{id}/events', 'PartyCommand'],
    ['/v1/experts/{id}/events', 'ExpertCommand'],
  ] as const) {
    assert.match(bodyOf(path), new RegExp(`/${command}"`))
    assert.ok(paths[path].get)
  }
  const facts = (name: string): string[] =>
    components.schemas[name].oneOf.map(({ $ref }: { $ref: string }) => $ref.split('/').at(-1))
  assert.deepEqual(facts('PartyFact'), [
    ...['Fact.CreditScored', 'Fact.PenaltyImposed', 'Fact.HotlineCaseHandled'],
    ...['Fact.EventCorrected', 'Fact.EventAnnulled', 'Fact.PersonalDataErased'],
  ])
  assert.deepEqual(facts('ExpertFact'), [
    ...['Fact.ExpertSanctioned', 'Fact.PenaltyImposed'],
    ...['Fact.EventCorrected', 'Fact.EventAnnulled', 'Fact.PersonalDataErased'],
  ])
  assert.ok(components.schemas.StreamReceipt.properties.stream)
  assert.ok(!('stream' in components.schemas.Receipt.properties))
})

describe('the events of a stream as of a cut', () => {
  let early: FastifyInstance
  let nowMs = Date.parse('2023-05-01T01:00:00Z')
  const positions: string[] = []

  beforeAll(async () => {
    const service = await openService({ store: memory(), sources: { now: () => nowMs } })
    early = await buildApp({ service })
    // Two streams in turn, an hour apart.
    for (const points of [-1, -2, -3])
      for (const id of ['C-1', 'C-2']) {
        const receipt = await service.ledger.record({ party: id }, scored(points))
        assert.ok(!receipt.refused)
        positions.push(receipt.position)
        nowMs += 3_600_000
      }
  })
  afterAll(() => early.close())

  const pointsAt = async (query: string) => {
    const answer = await early.inject(`/v1/parties/C-1/events?${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    const { events, links } = answer.json()
    const points = events.map(({ data }: { data: { points: number } }) => data.points)
    return [points, answer.headers['x-position'], links]
  }

  test('holds what was recorded by then, page by page', async () => {
    assert.deepEqual(await pointsAt(`atPosition=${positions[3]}`), [[-1, -2], positions[2], {}])
    assert.deepEqual(await pointsAt('asOf=2023-05-01T03:00:00Z'), [[-1, -2], positions[2], {}])
    assert.deepEqual(await pointsAt('asOf=2023-05-01T02:59:59.999Z'), [[-1], positions[0], {}])
    const next = `/v1/parties/C-1/events?limit=1&atPosition=${positions[3]}&after=0`
    assert.deepEqual(await pointsAt(`limit=1&atPosition=${positions[3]}`), [[-1], positions[0], { next }])
    assert.deepEqual(await pointsAt(next.split('?')[1] ?? ''), [[-2], positions[2], {}])
    assert.deepEqual(await pointsAt(`after=1&atPosition=${positions[3]}`), [[], positions[2], {}])
  })

  test('a stream that had not begun is not there, and a place that the log has not reached neither', async () => {
    const at = async (query: string) => problemOf(await early.inject(`/v1/parties/C-2/events?${query}`))
    assert.deepEqual(await at(`atPosition=${positions[0]}`), [404, 'STREAM_UNKNOWN'])
    assert.deepEqual(await at('asOf=2023-05-01T01:59:59Z'), [404, 'STREAM_UNKNOWN'])
    assert.deepEqual(await at('atPosition=999'), [409, 'POSITION_AHEAD'])
    assert.deepEqual(await at('atPosition=1&asOf=2023-05-01T01:59:59Z'), [400, 'INVALID'])
  })
})
